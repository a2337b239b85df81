// Matrix buffers: float32, or bfloat16, the upper half of one.
#pragma once

#include "cuda.h"

struct reals {
  void *at; // null where there is none
  int half;
};

DEVICE float widen(uint32_t half) { return __builtin_bit_cast(float, half << 16); }
DEVICE uint16_t narrow(float v) { return (uint16_t)bf16_pair(v, 0); }

DEVICE float get(reals x, long i) { return x.half ? widen(((const uint16_t *)x.at)[i]) : ((const float *)x.at)[i]; }

DEVICE void put(reals x, long i, float v) {
  if (x.half)
    ((uint16_t *)x.at)[i] = narrow(v);
  else
    ((float *)x.at)[i] = v;
}

// chunk is 8 numbers as they lie in memory.
struct alignas(16) chunk {
  uint32_t pairs[4];
};

// gather makes a chunk of numbers that are not aligned, not bfloat16 or not all there:
// `there` of them are, the others are 0.
DEVICE chunk gather(reals x, long at, int there) {
  chunk c;
  for (int i = 0; i < 4; i++)
    c.pairs[i] = bf16_pair(2 * i < there ? get(x, at + 2 * i) : 0, 2 * i + 1 < there ? get(x, at + 2 * i + 1) : 0);
  return c;
}

// element is the thread's own among all of a launch in one dimension.
enum { LINE = 256 }; // threads of a block there
DEVICE long element() { return (long)block_x() * LINE + thread_x(); }
