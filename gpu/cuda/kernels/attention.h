// What attention and its way back share. A block holds tiles of TILE tokens of one head
// in shared memory, as float32, and makes the scores of one tile with another; a thread
// makes 2 by 2 of those, and 2 rows of a sum over heads.
//
//	qkv (B, N, 3, H, D), y and dy (B, N, H, D), lse (B, H, N)
#pragma once

#include "maths.h"
#include "reals.h"
#include "sums.h"

enum {
  TILE = 32,
  ACROSS = 16,     // threads that share a row of scores
  MOST_HEAD = 128, // numbers of a head
  PARTS = MOST_HEAD / ACROSS
};

// head is one head of one picture.
struct head {
  int tokens, heads, size;
  long picture, index;

  MEMBER long part(int part, int token) const {
    return (((picture * tokens + token) * 3 + part) * heads + index) * size;
  }
  MEMBER long output(int token) const { return ((picture * tokens + token) * heads + index) * size; }
  MEMBER long row(int token) const { return (picture * heads + index) * tokens + token; }
};

DEVICE head block_head(int n, int h, int d) { return {n, h, d, block_y() / h, block_y() % h}; }

enum { SCORES = TILE + 1 }; // numbers of a row of scores, padded

// A row of a tile is one number longer than the head: no two rows begin in one bank.
DEVICE int row_of(const head &h) { return h.size + 1; }

// load_tile takes TILE tokens from token `from` on to shared memory; those beyond the
// last are 0. part is 0, 1, 2 of qkv, or -1 where x is like y.
DEVICE void load_tile(float *to, reals x, const head &h, int part, int from) {
  for (int e = thread_x(); e < TILE * h.size; e += 256) {
    const int i = e / h.size, c = e % h.size;
    const long at = part < 0 ? h.output(from + i) : h.part(part, from + i);
    to[i * row_of(h) + c] = from + i < h.tokens ? get(x, at + c) : 0;
  }
}

// dots are a's rows `row` and row + 1 times b's rows `col` and col + ACROSS.
DEVICE void dots(float (&s)[2][2], const float *a, const float *b, const head &h, int row, int col) {
  const float *x = a + row * row_of(h), *y = b + col * row_of(h);
  s[0][0] = s[0][1] = s[1][0] = s[1][1] = 0;
  for (int c = 0; c < h.size; c++) {
    const float x0 = x[c], x1 = x[c + row_of(h)], y0 = y[c], y1 = y[c + ACROSS * row_of(h)];
    s[0][0] += x0 * y0;
    s[0][1] += x0 * y1;
    s[1][0] += x1 * y0;
    s[1][1] += x1 * y1;
  }
}

// weigh adds to sum[r] the rows of x (TILE, D), each times its weight: w[i] for row i of
// x, from the row of w that belongs to sum[r]. A thread has every ACROSS-th column from
// `col` on. step is from one weight to the next, turn from one r to the next.
DEVICE void weigh(float (&sum)[2][PARTS], const float *w, int step, int turn, const float *x, const head &h, int col) {
  for (int i = 0; i < TILE; i++) {
    const float w0 = w[i * step], w1 = w[i * step + turn];
#pragma unroll
    for (int p = 0; p < PARTS; p++) {
      const int c = col + p * ACROSS;
      if (c >= h.size) break;
      const float v = x[i * row_of(h) + c];
      sum[0][p] += w0 * v;
      sum[1][p] += w1 * v;
    }
  }
}
