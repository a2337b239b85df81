// Attention (gpu/reference/attention.go has the formulas): a block takes TILE queries
// of one head and goes through the keys tile by tile, keeping for each query the largest
// score so far and the sums relative to it (Dao et al. 2022, algorithm 1).
#include "attention.h"

KERNEL(attention, void *y, int y_half, float *lse, const void *qkv, int qkv_half, int n, int h, int d) {
  DYNAMIC(float, shared);
  const head at = block_head(n, h, d);
  const reals from = {(void *)qkv, qkv_half}, to = {y, y_half};
  float *q = shared, *k = q + TILE * row_of(at), *scores = k + TILE * row_of(at);
  const int first = block_x() * TILE, row = thread_x() / ACROSS * 2, col = thread_x() % ACROSS;
  const float scale = 1 / root((float)d);
  float top[2] = {-infinity(), -infinity()}, all[2] = {}, sum[2][PARTS] = {};

  load_tile(q, from, at, 0, first);
  for (int key = 0; key < n; key += TILE) {
    sync_threads(); // the tile before is used up
    load_tile(k, from, at, 1, key);
    sync_threads();
    float s[2][2];
    dots(s, q, k, at, row, col);
#pragma unroll
    for (int r = 0; r < 2; r++) {
      float highest = top[r];
      for (int j = 0; j < 2; j++) {
        s[r][j] = key + col + j * ACROSS < n ? s[r][j] * scale : -infinity();
        highest = larger(s[r][j], highest);
      }
      for (int bits = ACROSS / 2; bits > 0; bits /= 2) highest = larger(shuffle_xor(highest, bits), highest);
      const float base = highest == -infinity() ? 0 : highest; // infinity less infinity is NaN
      const float shrink = exponential(top[r] - base);
      top[r] = highest;
      float part = 0;
      for (int j = 0; j < 2; j++) {
        const float e = exponential(s[r][j] - base);
        scores[(row + r) * SCORES + col + j * ACROSS] = e;
        part += e;
      }
      for (int bits = ACROSS / 2; bits > 0; bits /= 2) part += shuffle_xor(part, bits);
      all[r] = all[r] * shrink + part;
#pragma unroll
      for (int p = 0; p < PARTS; p++) sum[r][p] *= shrink;
    }
    sync_threads();
    load_tile(k, from, at, 2, key);
    sync_threads();
    weigh(sum, scores + row * SCORES, 1, SCORES, k, at, col);
  }
#pragma unroll
  for (int r = 0; r < 2; r++) {
    const int token = first + row + r;
    if (token >= n) continue;
#pragma unroll
    for (int p = 0; p < PARTS; p++)
      if (col + p * ACROSS < d) put(to, at.output(token) + col + p * ACROSS, sum[r][p] / all[r]);
    if (col == 0) lse[at.row(token)] = top[r] + logarithm(all[r]);
  }
}
