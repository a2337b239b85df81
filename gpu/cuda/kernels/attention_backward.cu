// The way back of attention (gpu/reference/attention.go has the formulas), without
// anything added by two blocks: one kernel goes from each tile of keys through the
// queries, the other from each tile of queries through the keys.
#include "attention.h"

// attention_delta: delta (B, H, N) = dy[i]·y[i]. A warp takes a token of a head.
KERNEL(attention_delta, float *delta, const void *dy, int dy_half, const void *y, int y_half, long rows, int n, int h,
       int d) {
  const long row = warp_row(); // of (B, H, N)
  if (row >= rows) return;
  const head at = {n, h, d, row / n / h, row / n % h};
  const long from = at.output(row % n);
  float sum = 0;
  for (int c = lane(); c < d; c += WARP)
    sum += get(reals{(void *)dy, dy_half}, from + c) * get(reals{(void *)y, y_half}, from + c);
  sum = warp_sum(sum);
  if (lane() == 0) delta[row] = sum;
}

// back is what both kernels have at hand: tiles of queries, keys, values and dy, and the
// probabilities p and their derivatives ds (TILE queries, TILE keys).
struct back {
  head at;
  float *q, *k, *v, *dy, *p, *ds;
};

DEVICE back places(float *shared, int n, int h, int d) {
  back b = {block_head(n, h, d), 0, 0, 0, 0, 0, 0};
  const int tile = TILE * row_of(b.at);
  b.q = shared, b.k = b.q + tile, b.v = b.k + tile, b.dy = b.v + tile;
  b.p = b.dy + tile, b.ds = b.p + TILE * SCORES;
  return b;
}

// probabilities makes p and ds of the tiles, which begin at tokens query and key.
DEVICE void probabilities(const back &b, const float *lse, const float *delta, int query, int key) {
  const int row = thread_x() / ACROSS * 2, col = thread_x() % ACROSS, n = b.at.tokens;
  const float scale = 1 / root((float)b.at.size);
  float s[2][2], dp[2][2];
  dots(s, b.q, b.k, b.at, row, col);
  dots(dp, b.dy, b.v, b.at, row, col);
#pragma unroll
  for (int r = 0; r < 2; r++)
#pragma unroll
    for (int j = 0; j < 2; j++) {
      const int i = query + row + r, place = (row + r) * SCORES + col + j * ACROSS;
      const bool there = i < n && key + col + j * ACROSS < n;
      const float p = there ? exponential(s[r][j] * scale - lse[b.at.row(i)]) : 0;
      b.p[place] = p;
      b.ds[place] = there ? p * (dp[r][j] - delta[b.at.row(i)]) * scale : 0;
    }
}

// store_rows takes a thread's two sums to tokens first + row and the next of a part.
DEVICE void store_rows(reals to, const head &at, int part, int first, const float (&sum)[2][PARTS]) {
  const int row = thread_x() / ACROSS * 2, col = thread_x() % ACROSS;
#pragma unroll
  for (int r = 0; r < 2; r++)
#pragma unroll
    for (int p = 0; p < PARTS; p++)
      if (first + row + r < at.tokens && col + p * ACROSS < at.size)
        put(to, at.part(part, first + row + r) + col + p * ACROSS, sum[r][p]);
}

#define BACK                                                                                                           \
  void *dqkv, int dqkv_half, const void *dy, int dy_half, const float *delta, const float *lse, const void *qkv,       \
      int qkv_half, int n, int h, int d

KERNEL(attention_backward_queries, BACK) {
  DYNAMIC(float, shared);
  const back b = places(shared, n, h, d);
  const reals from = {(void *)qkv, qkv_half}, dys = {(void *)dy, dy_half}, to = {dqkv, dqkv_half};
  const int query = block_x() * TILE, row = thread_x() / ACROSS * 2, col = thread_x() % ACROSS;
  float dq[2][PARTS] = {};
  load_tile(b.q, from, b.at, 0, query);
  load_tile(b.dy, dys, b.at, -1, query);
  for (int key = 0; key < n; key += TILE) {
    sync_threads();
    load_tile(b.k, from, b.at, 1, key);
    load_tile(b.v, from, b.at, 2, key);
    sync_threads();
    probabilities(b, lse, delta, query, key);
    sync_threads();
    weigh(dq, b.ds + row * SCORES, 1, SCORES, b.k, b.at, col);
  }
  store_rows(to, b.at, 0, query, dq);
}

KERNEL(attention_backward_keys, BACK) {
  DYNAMIC(float, shared);
  const back b = places(shared, n, h, d);
  const reals from = {(void *)qkv, qkv_half}, dys = {(void *)dy, dy_half}, to = {dqkv, dqkv_half};
  const int key = block_x() * TILE, row = thread_x() / ACROSS * 2, col = thread_x() % ACROSS;
  float dk[2][PARTS] = {}, dv[2][PARTS] = {};
  load_tile(b.k, from, b.at, 1, key);
  load_tile(b.v, from, b.at, 2, key);
  for (int query = 0; query < n; query += TILE) {
    sync_threads();
    load_tile(b.q, from, b.at, 0, query);
    load_tile(b.dy, dys, b.at, -1, query);
    sync_threads();
    probabilities(b, lse, delta, query, key);
    sync_threads();
    weigh(dk, b.ds + row, SCORES, 1, b.q, b.at, col);
    weigh(dv, b.p + row, SCORES, 1, b.dy, b.at, col);
  }
  store_rows(to, b.at, 1, key, dk);
  store_rows(to, b.at, 2, key, dv);
}
