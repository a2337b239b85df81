// Attention, as the Go side sees it.
//
// A task takes a few heads of one image, one after the other. It copies what it
// needs of a head from qkv, where tokens lie 3 H D apart, into the thread's scratch,
// and works there on a block of queries at a time, so that everything stays in L1
// and L2; meanwhile the memory brings the next head.
//
//	scores = q kᵀ log2(e)/√D    (block, N)   k turned, so that keys lie side by side
//	p = 2^(scores - highest)
//	y = p v / Σ p               (block, D)
//
// The way back makes p again from lse, and with it
//
//	ds = p (dy vᵀ - dy·y) / √D
//	dq = ds k,  dk += dsᵀ q,  dv += pᵀ dy
//
// Rows of scratch are N or D rounded up to whole vectors. All this is float32: what is
// stored as bfloat16 is widened when it is copied to the scratch, and results lie
// there until they are complete.
#pragma once
#include "pool.h"
#include "reals.h"

struct attention_kernels {
  // scratch is the number of bytes that a thread needs.
  long (*scratch)(long n, long d);
  void (*attention)(struct pool *pool, struct reals y, float *lse, struct reals qkv, long b, long n, long h, long d);
  void (*attention_backward)(struct pool *pool, struct reals dqkv, struct reals dy, struct reals y, const float *lse,
                             struct reals qkv, long b, long n, long h, long d);
};

static inline long k_attention_scratch(const struct attention_kernels *k, long n, long d) { return k->scratch(n, d); }

static inline void k_attention(const struct attention_kernels *k, struct pool *pool, struct reals y, float *lse,
                               struct reals qkv, long b, long n, long h, long d) {
  k->attention(pool, y, lse, qkv, b, n, h, d);
}

static inline void k_attention_backward(const struct attention_kernels *k, struct pool *pool, struct reals dqkv,
                                        struct reals dy, struct reals y, const float *lse, struct reals qkv, long b,
                                        long n, long h, long d) {
  k->attention_backward(pool, dqkv, dy, y, lse, qkv, b, n, h, d);
}
