// The words of ../kernels/cuda.h on the processor. A block's threads are fibers of one
// thread of the system, which change places where they wait for one another; blocks
// run one after the other. What a card would leave to chance is made to show: shared
// memory holds NaN at first and is as large as was asked for, so that the address
// sanitizer guards it, what copy_later copies arrives when it is waited for and not
// before, and threads that wait for others that never come are an error.
#pragma once

#include <cstdint>
#include <cstring>
#include <utility>

namespace emulate {

struct Where {
  int x, y, z;
};

// The thread that runs, its block and the number of blocks.
extern int thread;
extern Where block, blocks;

void wait_for_block();

// wait_for_warp shows the other lanes of the warp so many bytes, and returns the 32 of
// them: they stay until the lane's next call but one.
const unsigned char (*wait_for_warp(const void *mine, size_t bytes))[64];

// shared is the block's array of this place in the source.
void *shared(const void *place, size_t bytes);
void *dynamic_shared();

void copy_later(void *to, const void *from);
void copy_group();
void copy_wait(int pending);
[[noreturn]] void fail(const char *why);

// Kernel is one that can be launched by its name.
struct Kernel {
  const char *name;
  int parameters;
  void (*run)(const void *function, const uint64_t *args);
  const void *function;
  Kernel *next;
  template <class... P> Kernel(const char *name, void (*f)(P...));
};

extern Kernel *kernels;

template <class P> P parameter(uint64_t word) {
  P value;
  static_assert(sizeof value <= sizeof word, "a parameter is one word");
  memcpy(&value, &word, sizeof value);
  return value;
}

template <class... P, size_t... i> void apply(void (*f)(P...), const uint64_t *args, std::index_sequence<i...>) {
  f(parameter<P>(args[i])...);
}

template <class... P> Kernel::Kernel(const char *name, void (*f)(P...)) : name(name), parameters(sizeof...(P)) {
  run = [](const void *function, const uint64_t *args) {
    apply((void (*)(P...))function, args, std::index_sequence_for<P...>());
  };
  function = (const void *)f;
  next = kernels;
  kernels = this;
}

} // namespace emulate

#define DEVICE static inline
#define MEMBER
#define KERNEL(name, ...)                                                                                              \
  static void name(__VA_ARGS__);                                                                                       \
  static emulate::Kernel name##_kernel(#name, name);                                                                   \
  static void name(__VA_ARGS__)

#define SHARED(type, name, dims)                                                                                       \
  typedef type name##_array dims;                                                                                      \
  static const char name##_place = 0;                                                                                  \
  name##_array &name = *(name##_array *)emulate::shared(&name##_place, sizeof(name##_array))
#define DYNAMIC(type, name) type *const name = (type *)emulate::dynamic_shared()

DEVICE int thread_x() { return emulate::thread; }
DEVICE int block_x() { return emulate::block.x; }
DEVICE int block_y() { return emulate::block.y; }
DEVICE int block_z() { return emulate::block.z; }
DEVICE int blocks_x() { return emulate::blocks.x; }
DEVICE void sync_threads() { emulate::wait_for_block(); }

template <class T> T emulated_shuffle_xor(T v, int bits) {
  const unsigned char *other = emulate::wait_for_warp(&v, sizeof v)[(emulate::thread ^ bits) & 31];
  memcpy(&v, other, sizeof v);
  return v;
}

DEVICE float shuffle_xor(float v, int bits) { return emulated_shuffle_xor(v, bits); }
DEVICE double shuffle_xor(double v, int bits) { return emulated_shuffle_xor(v, bits); }

DEVICE uint32_t emulated_bf16(float v) {
  uint32_t u;
  memcpy(&u, &v, sizeof u);
  return v != v ? 0x7fff : (u + 0x7fff + (u >> 16 & 1)) >> 16;
}

DEVICE uint32_t bf16_pair(float low, float high) { return emulated_bf16(high) << 16 | emulated_bf16(low); }

DEVICE float emulated_half(uint32_t pair, int high) {
  const uint32_t u = high ? pair & 0xffff0000 : pair << 16;
  float v;
  memcpy(&v, &u, sizeof v);
  return v;
}

DEVICE void mma(float (&c)[4], const uint32_t (&a)[4], const uint32_t (&b)[2]) {
  const uint32_t mine[6] = {a[0], a[1], a[2], a[3], b[0], b[1]};
  const auto all = (const uint32_t(*)[16])emulate::wait_for_warp(mine, sizeof mine);
  const int g = emulate::thread % 32 / 4, t = 2 * (emulate::thread % 4);
  for (int pair = 0; pair < 8; pair++) { // k = 2 pair and 2 pair + 1
    const int right = pair / 4;          // half of a, lower half of b
    const uint32_t *row = all[4 * g + pair % 4];
    for (int j = 0; j < 2; j++) {
      const uint32_t column = all[4 * (t + j) + pair % 4][4 + right];
      const float low = emulated_half(column, 0), high = emulated_half(column, 1);
      for (int i = 0; i < 2; i++) {
        const uint32_t two = row[2 * right + i];
        c[2 * i + j] += emulated_half(two, 0) * low + emulated_half(two, 1) * high;
      }
    }
  }
}

DEVICE void load_matrices(uint32_t (&r)[4], const void *row, bool turned) {
  if ((uintptr_t)row % 16 != 0) emulate::fail("a row of a matrix is not aligned to 16 bytes");
  const auto all = emulate::wait_for_warp(&row, sizeof row);
  const int g = emulate::thread % 32 / 4, t = 2 * (emulate::thread % 4);
  for (int i = 0; i < 4; i++) {
    const uint16_t *rows[8];
    for (int k = 0; k < 8; k++) memcpy(&rows[k], all[8 * i + k], sizeof rows[k]);
    const uint16_t low = turned ? rows[t][g] : rows[g][t], high = turned ? rows[t + 1][g] : rows[g][t + 1];
    r[i] = (uint32_t)high << 16 | low;
  }
}

DEVICE void copy_later(void *shared, const void *from) { emulate::copy_later(shared, from); }
DEVICE void copy_group() { emulate::copy_group(); }
template <int pending> DEVICE void copy_wait() { emulate::copy_wait(pending); }
