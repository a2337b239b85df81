// Attention on tensor cores, for qkv and dy in bfloat16, of which the products with one
// another are exact. Probabilities are not: they are multiplied as a sum of PIECES
// bfloat16, which keeps all of their bits: two would miss the suite's bound by a little.
//
// A block holds spans of SPAN tokens of one head in shared memory; a warp makes 16 rows
// of scores with a span, in the pieces of mma's sums. With g = lane/4 and t = 2 (lane%4)
// s[j][2 r + e] is row g + 8 r, column 8 j + t + e.
#pragma once

#include "attention.h"

enum {
  SPAN = 64,
  PIECES = 3,
  SPAN_THREADS = SPAN / 16 * WARP,
  WIDEST = 80, // numbers of a head
  DEEPEST = WIDEST / 16
};

// strip is a thread's part of 16 rows of a head's width, and of scores.
typedef float strip[2 * DEEPEST][4];
typedef float scores_strip[SPAN / 8][4];

// A row of a span is filled up with zeros to 16, and padded so that load_matrices meets
// no two in one bank.
DEVICE int deep(const head &h) { return (h.size + 15) / 16; }
DEVICE int span_row(const head &h) { return deep(h) * 16 + 8; }

// load_span starts to take SPAN tokens from token `from` on to shared memory. part is 0,
// 1, 2 of qkv, or -1 where x is like y.
DEVICE void load_span(uint16_t *to, reals x, const head &h, int part, int from) {
  const int chunks = deep(h) * 2;
  const bool aligned = h.size % 8 == 0 && (unsigned long)x.at % 16 == 0;
  for (int e = thread_x(); e < SPAN * chunks; e += SPAN_THREADS) {
    const int i = e / chunks, c = e % chunks * 8, there = from + i < h.tokens ? h.size - c : 0;
    const long at = (part < 0 ? h.output(from + i) : h.part(part, from + i)) + c;
    uint16_t *place = to + i * span_row(h) + c;
    if (there >= 8 && aligned)
      copy_later(place, (const uint16_t *)x.at + at);
    else
      *(chunk *)place = gather(x, at, there);
  }
}

DEVICE void spans_there() {
  copy_group();
  copy_wait<0>();
  sync_threads();
}

// row_scores: s = rows `row` to row + 15 of a times all rows of b.
DEVICE void row_scores(scores_strip &s, const uint16_t *a, const uint16_t *b, const head &h, int row) {
  const int i = lane() / 8, j = lane() % 8, stride = span_row(h);
#pragma unroll
  for (int n = 0; n < SPAN / 8; n++) s[n][0] = s[n][1] = s[n][2] = s[n][3] = 0;
  for (int k = 0; k < 16 * deep(h); k += 16) {
    uint32_t left[4], right[4];
    load_matrices(left, a + (row + i % 2 * 8 + j) * stride + k + i / 2 * 8, false);
#pragma unroll
    for (int n = 0; n < SPAN / 8; n += 2) {
      load_matrices(right, b + (8 * n + i / 2 * 8 + j) * stride + k + i % 2 * 8, false);
      mma(s[n], left, {right[0], right[1]});
      mma(s[n + 1], left, {right[2], right[3]});
    }
  }
}

// take_pair rounds two numbers to bfloat16 and leaves in them what that lost.
DEVICE uint32_t take_pair(float &low, float &high) {
  const uint32_t pair = bf16_pair(low, high);
  low -= widen(pair & 0xffff);
  high -= widen(pair >> 16);
  return pair;
}

// row_sums adds to sum the rows of x, each times its weight in w: a column of it.
DEVICE void row_sums(strip &sum, scores_strip &w, const uint16_t *x, const head &h) {
  const int i = lane() / 8, j = lane() % 8, stride = span_row(h);
#pragma unroll
  for (int k = 0; k < SPAN / 8; k += 2) {
    uint32_t left[PIECES][4];
#pragma unroll
    for (int piece = 0; piece < PIECES; piece++) {
      left[piece][0] = take_pair(w[k][0], w[k][1]);
      left[piece][1] = take_pair(w[k][2], w[k][3]);
      left[piece][2] = take_pair(w[k + 1][0], w[k + 1][1]);
      left[piece][3] = take_pair(w[k + 1][2], w[k + 1][3]);
    }
#pragma unroll
    for (int n = 0; n < DEEPEST; n++) {
      if (n >= deep(h)) break;
      uint32_t right[4];
      load_matrices(right, x + (8 * k + i % 2 * 8 + j) * stride + 16 * n + i / 2 * 8, true);
#pragma unroll
      for (int piece = 0; piece < PIECES; piece++) {
        mma(sum[2 * n], left[piece], {right[0], right[1]});
        mma(sum[2 * n + 1], left[piece], {right[2], right[3]});
      }
    }
  }
}
