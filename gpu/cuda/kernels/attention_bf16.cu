// Attention as in attention.cu, and its way back as in attention_backward.cu, on tensor
// cores.
#include "attention_bf16.h"

KERNEL(attention_bf16, void *y, int y_half, float *lse, const void *qkv, int qkv_half, int n, int h, int d) {
  DYNAMIC(uint16_t, shared);
  const head at = block_head(n, h, d);
  const reals from = {(void *)qkv, qkv_half}, to = {y, y_half};
  const int span = SPAN * span_row(at), first = block_x() * SPAN, row = thread_x() / WARP * 16;
  const int g = lane() / 4, t = 2 * (lane() % 4);
  uint16_t *q = shared, *k = q + span, *v = k + span;
  const float scale = 1 / root((float)d);
  float top[2] = {-infinity(), -infinity()}, all[2] = {};
  strip sum = {};

  load_span(q, from, at, 0, first);
  for (int key = 0; key < n; key += SPAN) {
    sync_threads(); // the spans before are used up
    load_span(k, from, at, 1, key);
    load_span(v, from, at, 2, key);
    spans_there();
    scores_strip s;
    row_scores(s, q, k, at, row);
#pragma unroll
    for (int r = 0; r < 2; r++) {
      float highest = top[r], part = 0;
#pragma unroll
      for (int e = 0; e < SPAN / 4; e++) {
        float &one = s[e / 2][2 * r + e % 2];
        one = key + e / 2 * 8 + t + e % 2 < n ? one * scale : -infinity();
        highest = larger(one, highest);
      }
      for (int bits = 1; bits < 4; bits *= 2) highest = larger(shuffle_xor(highest, bits), highest);
      const float base = highest == -infinity() ? 0 : highest; // infinity less infinity is NaN
      const float shrink = exponential(top[r] - base);
      top[r] = highest;
#pragma unroll
      for (int e = 0; e < SPAN / 4; e++) {
        float &one = s[e / 2][2 * r + e % 2];
        one = exponential(one - base);
        part += one;
      }
      for (int bits = 1; bits < 4; bits *= 2) part += shuffle_xor(part, bits);
      all[r] = all[r] * shrink + part;
#pragma unroll
      for (int i = 0; i < 2 * DEEPEST; i++) sum[i][2 * r] *= shrink, sum[i][2 * r + 1] *= shrink;
    }
    row_sums(sum, s, v, at);
  }
#pragma unroll
  for (int r = 0; r < 2; r++) {
    const int token = first + row + g + 8 * r;
    if (token >= n) continue;
#pragma unroll
    for (int i = 0; i < 4 * DEEPEST; i++) {
      const int c = i / 2 * 8 + t + i % 2;
      if (c < d) put(to, at.output(token) + c, sum[i / 2][2 * r + i % 2] / all[r]);
    }
    if (t == 0) lse[at.row(token)] = top[r] + logarithm(all[r]);
  }
}

// store_strip takes a warp's sums to the tokens from `first` on of a part.
DEVICE void store_strip(reals to, const head &at, int part, int first, const strip &sum) {
  const int g = lane() / 4, t = 2 * (lane() % 4);
#pragma unroll
  for (int i = 0; i < 8 * DEEPEST; i++) {
    const int token = first + g + i % 4 / 2 * 8, c = i / 4 * 8 + t + i % 2;
    if (token < at.tokens && c < at.size) put(to, at.part(part, token) + c, sum[i / 4][i % 4]);
  }
}

#define BACK_BF16                                                                                                      \
  void *dqkv, int dqkv_half, const void *dy, int dy_half, const float *delta, const float *lse, const void *qkv,       \
      int qkv_half, int n, int h, int d

KERNEL(attention_backward_queries_bf16, BACK_BF16) {
  DYNAMIC(uint16_t, shared);
  const head at = block_head(n, h, d);
  const reals from = {(void *)qkv, qkv_half}, dys = {(void *)dy, dy_half}, to = {dqkv, dqkv_half};
  const int span = SPAN * span_row(at), first = block_x() * SPAN, row = thread_x() / WARP * 16;
  const int g = lane() / 4, t = 2 * (lane() % 4);
  uint16_t *q = shared, *dyq = q + span, *k = dyq + span, *v = k + span;
  const float scale = 1 / root((float)d);
  float log_sum[2], less[2];
  for (int r = 0; r < 2; r++) {
    const int token = first + row + g + 8 * r;
    log_sum[r] = token < n ? lse[at.row(token)] : 0;
    less[r] = token < n ? delta[at.row(token)] : 0;
  }
  strip dq = {};
  load_span(q, from, at, 0, first);
  load_span(dyq, dys, at, -1, first);
  for (int key = 0; key < n; key += SPAN) {
    sync_threads();
    load_span(k, from, at, 1, key);
    load_span(v, from, at, 2, key);
    spans_there();
    scores_strip s, dp;
    row_scores(s, q, k, at, row);
    row_scores(dp, dyq, v, at, row);
#pragma unroll
    for (int e = 0; e < SPAN / 2; e++) {
      float &one = s[e / 4][e % 4];
      const int r = e % 4 / 2;
      const bool there = key + e / 4 * 8 + t + e % 2 < n;
      one = there ? exponential(one * scale - log_sum[r]) * (dp[e / 4][e % 4] - less[r]) * scale : 0;
    }
    row_sums(dq, s, k, at);
  }
  store_strip(to, at, 0, first + row, dq);
}

KERNEL(attention_backward_keys_bf16, BACK_BF16) {
  DYNAMIC(uint16_t, shared);
  const head at = block_head(n, h, d);
  const reals from = {(void *)qkv, qkv_half}, dys = {(void *)dy, dy_half}, to = {dqkv, dqkv_half};
  const int span = SPAN * span_row(at), first = block_x() * SPAN, row = thread_x() / WARP * 16;
  const int t = 2 * (lane() % 4);
  uint16_t *k = shared, *v = k + span, *q = v + span, *dyq = q + span;
  float *log_sum = (float *)(dyq + span), *less = log_sum + SPAN; // of the queries
  const float scale = 1 / root((float)d);
  strip dk = {}, dv = {};
  load_span(k, from, at, 1, first);
  load_span(v, from, at, 2, first);
  for (int query = 0; query < n; query += SPAN) {
    sync_threads();
    load_span(q, from, at, 0, query);
    load_span(dyq, dys, at, -1, query);
    if (thread_x() < SPAN) {
      const int token = query + thread_x();
      log_sum[thread_x()] = token < n ? lse[at.row(token)] : 0;
      less[thread_x()] = token < n ? delta[at.row(token)] : 0;
    }
    spans_there();
    scores_strip s, ds;
    row_scores(s, k, q, at, row);
    row_scores(ds, v, dyq, at, row);
#pragma unroll
    for (int e = 0; e < SPAN / 2; e++) {
      float &p = s[e / 4][e % 4], &one = ds[e / 4][e % 4];
      const int i = e / 4 * 8 + t + e % 2;
      const bool there = query + i < n;
      p = there ? exponential(p * scale - log_sum[i]) : 0;
      one = there ? p * (one - less[i]) * scale : 0;
    }
    row_sums(dv, s, dyq, at);
    row_sums(dk, ds, q, at);
  }
  store_strip(to, at, 1, first + row, dk);
  store_strip(to, at, 2, first + row, dv);
}
