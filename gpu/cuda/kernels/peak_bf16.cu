// What a card does at best in bfloat16: tensor cores that multiply what is in registers and
// nothing else.
#include "reals.h"

enum { TILES = 8 }; // sums of a warp that do not wait for one another

// peak_bf16 makes rounds times TILES products of mma in each warp. y takes a number of each
// thread, so that none is left out.
KERNEL(peak_bf16, float *y, int rounds) {
  float sum[TILES][4] = {};
  const uint32_t one = bf16_pair(1, 1), few = bf16_pair(1e-3f * thread_x(), 1e-3f * block_x());
  const uint32_t a[4] = {one, few, one, few}, b[2] = {few, one};
  for (int i = 0; i < rounds; i++)
#pragma unroll
    for (int t = 0; t < TILES; t++) mma(sum[t], a, b);
  float all = 0;
#pragma unroll
  for (int t = 0; t < TILES; t++) all += sum[t][0] + sum[t][1] + sum[t][2] + sum[t][3];
  y[element()] = all;
}
