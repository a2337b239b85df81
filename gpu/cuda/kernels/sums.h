// Sums of a warp and of a block, always in the same order.
#pragma once

#include "cuda.h"
#include "maths.h"

enum { WARP = 32 };

DEVICE int lane() { return thread_x() % WARP; }

// warp_sum is the sum of v over the warp, the same in every lane.
template <class T> DEVICE T warp_sum(T v) {
  for (int bits = WARP / 2; bits > 0; bits /= 2) v += shuffle_xor(v, bits);
  return v;
}

DEVICE float warp_largest(float v) {
  for (int bits = WARP / 2; bits > 0; bits /= 2) v = larger(shuffle_xor(v, bits), v);
  return v;
}

// block_sum is the sum of v over a block of 256 threads, in its first thread.
DEVICE double block_sum(double v) {
  SHARED(double, parts, [256 / WARP]);
  v = warp_sum(v);
  sync_threads(); // of a sum before this one
  if (lane() == 0) parts[thread_x() / WARP] = v;
  sync_threads();
  double sum = 0;
  if (thread_x() == 0)
    for (int i = 0; i < 256 / WARP; i++) sum += parts[i];
  return sum;
}

// warp_row is the row of the thread's warp where each warp takes one.
DEVICE long warp_row() { return (long)block_x() * (256 / WARP) + thread_x() / WARP; }
