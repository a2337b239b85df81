// What the kernels need of CUDA C, in our own words: clang knows the rest, so that no
// header of NVIDIA's is needed. Compiled for the processor, the same words mean what
// ../emulate/processor.h says.
//
// A kernel is KERNEL(name, parameters) { ... }. Every parameter is a pointer, a long,
// an int or a float; a block has at most 256 threads, in one dimension.
#pragma once

#ifndef __CUDA__
#include "../emulate/processor.h"
#else

typedef unsigned short uint16_t;
typedef unsigned int uint32_t;

#define DEVICE static inline __attribute__((device, always_inline))
#define MEMBER __attribute__((device, always_inline))
#define KERNEL(name, ...) extern "C" __attribute__((global, launch_bounds(256))) void name(__VA_ARGS__)

// DEVICE is a function of a kernel's, MEMBER one of a struct. SHARED is an array of the block's, DYNAMIC the one whose size the launch tells.
#define SHARED(type, name, dims) __attribute__((shared)) type name dims
#define DYNAMIC(type, name)                                                                                            \
  extern __attribute__((shared, aligned(16))) unsigned char dynamic_shared[];                                          \
  type *const name = (type *)dynamic_shared

DEVICE int thread_x() { return __nvvm_read_ptx_sreg_tid_x(); }
DEVICE int block_x() { return __nvvm_read_ptx_sreg_ctaid_x(); }
DEVICE int block_y() { return __nvvm_read_ptx_sreg_ctaid_y(); }
DEVICE int block_z() { return __nvvm_read_ptx_sreg_ctaid_z(); }
DEVICE int blocks_x() { return __nvvm_read_ptx_sreg_nctaid_x(); }

// sync_threads waits for the block, and what it wrote before is seen after.
DEVICE void sync_threads() { asm volatile("bar.sync 0;" ::: "memory"); }

// shuffle_xor is v of the thread of the warp whose number differs in these bits.
// All threads of the warp call it.
DEVICE uint32_t shuffle_bits(uint32_t v, int bits) {
  uint32_t other;
  asm volatile("shfl.sync.bfly.b32 %0, %1, %2, 31, 0xffffffff;" : "=r"(other) : "r"(v), "r"(bits));
  return other;
}

DEVICE float shuffle_xor(float v, int bits) {
  return __builtin_bit_cast(float, shuffle_bits(__builtin_bit_cast(uint32_t, v), bits));
}

DEVICE double shuffle_xor(double v, int bits) {
  const unsigned long whole = __builtin_bit_cast(unsigned long, v);
  const unsigned long high = shuffle_bits((uint32_t)(whole >> 32), bits), low = shuffle_bits((uint32_t)whole, bits);
  return __builtin_bit_cast(double, high << 32 | low);
}

#if __CUDA_ARCH__ >= 800

// bf16_pair rounds two numbers to nearest even; low lies first in memory.
DEVICE uint32_t bf16_pair(float low, float high) {
  uint32_t pair;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
  return pair;
}

// mma adds to c (16, 8) the product of a (16, 16) and b (16, 8) in bfloat16. The
// warp holds them in pieces as the PTX manual lays them out for m16n8k16: with g =
// lane/4 and t = 2 (lane%4), c is [g][t], [g][t+1], [g+8][t], [g+8][t+1]; a the pairs
// from [g][t], [g+8][t], [g][t+8], [g+8][t+8]; b those down from [t][g], [t+8][g].
DEVICE void mma(float (&c)[4], const uint32_t (&a)[4], const uint32_t (&b)[2]) {
  asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 "
               "{%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
               : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
               : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

// shared_address is that of a pointer into shared memory, as some instructions want it.
DEVICE uint32_t shared_address(const void *at) {
  return (uint32_t)(unsigned long)(__attribute__((address_space(3))) const void *)at;
}

// load_matrices gives the warp four matrices (8, 8) of 16 bits from shared memory, the
// rows of matrix i at the addresses that lanes 8i to 8i+7 name, each of 16 bytes. A
// lane gets of each the pair from [lane/4][2 (lane%4)], or with turned the pair down
// from [2 (lane%4)][lane/4].
DEVICE void load_matrices(uint32_t (&r)[4], const void *row, bool turned) {
  const uint32_t at = shared_address(row);
  if (turned)
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
                 : "r"(at)
                 : "memory");
  else
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
                 : "r"(at)
                 : "memory");
}

// copy_later starts to copy 16 bytes to shared memory, both aligned to 16. A group is
// what was started before copy_group; copy_wait waits until at most the last `pending`
// groups are under way. Only what the thread itself started is waited for.
DEVICE void copy_later(void *shared, const void *from) {
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(shared_address(shared)), "l"(from) : "memory");
}

DEVICE void copy_group() { asm volatile("cp.async.commit_group;" ::: "memory"); }

template <int pending> DEVICE void copy_wait() { asm volatile("cp.async.wait_group %0;" ::"n"(pending) : "memory"); }

#else // every card that has shuffles: no tensor cores, and bfloat16 is rounded by hand to the same bits

DEVICE uint32_t bf16_bits(float v) {
  const uint32_t bits = __builtin_bit_cast(uint32_t, v);
  return v != v ? 0x7fff : (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
}

DEVICE uint32_t bf16_pair(float low, float high) { return bf16_bits(high) << 16 | bf16_bits(low); }

#endif
#endif
