// What a card does at best in float32: multiply-adds on registers and nothing else.
#include "maths.h"
#include "reals.h"

enum { CHAINS = 16 }; // sums of a thread that do not wait for one another

// peak makes rounds times CHAINS multiply-adds in each thread. y takes a number of each, so that
// none is left out.
KERNEL(peak, float *y, int rounds) {
  float sum[CHAINS] = {};
  const float a = 1 + 1e-6f * thread_x(), b = 1e-3f * block_x();
  for (int i = 0; i < rounds; i++)
#pragma unroll
    for (int c = 0; c < CHAINS; c++) sum[c] = fused(sum[c], a, b + c);
  float all = 0;
#pragma unroll
  for (int c = 0; c < CHAINS; c++) all += sum[c];
  y[element()] = all;
}
