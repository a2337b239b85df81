// Matrix products in float32, without tensor cores, which would round. A block makes
// 64 by 64 numbers, a thread 4 by 4 of them.
#include "matrix.h"

enum { SIDE = 64, DEEP = 16, STRIDE = SIDE + 4 };

// load_floats takes DEEP by SIDE numbers of an operand to shared memory: t[i][j] is
// number from_k + i of row from + j of the operand as the product sees it, or 0 beyond
// its edge and from number `end` on.
template <bool turned>
DEVICE void load_floats(float (&t)[DEEP][STRIDE], const float *x, int rows, int k, int from, int from_k, int end) {
  for (int e = thread_x(); e < DEEP * SIDE; e += 256) {
    const int i = turned ? e / SIDE : e % DEEP, j = turned ? e % SIDE : e / DEEP;
    const int row = from + j, deep = from_k + i;
    t[i][j] = row >= rows || deep >= end ? 0 : turned ? x[(long)deep * rows + row] : x[(long)row * k + deep];
  }
}

template <bool turned_a, bool turned_b> DEVICE void multiply_floats(const product &p) {
  SHARED(float, a, [DEEP][STRIDE]);
  SHARED(float, b, [DEEP][STRIDE]);
  const int from_m = block_y() * SIDE, from_n = block_x() * SIDE;
  const int row = thread_x() / 16 * 4, col = thread_x() % 16 * 4;
  float sum[4][4] = {};
  const int end = end_k(p);
  for (int k = first_k(p); k < end; k += DEEP) {
    load_floats<turned_a>(a, (const float *)p.a.at, p.m, p.k, from_m, k, end);
    load_floats<turned_b>(b, (const float *)p.b.at, p.n, p.k, from_n, k, end);
    sync_threads();
#pragma unroll
    for (int i = 0; i < DEEP; i++)
#pragma unroll
      for (int r = 0; r < 4; r++)
#pragma unroll
        for (int c = 0; c < 4; c++) sum[r][c] += a[i][row + r] * b[i][col + c];
    sync_threads();
  }
#pragma unroll
  for (int r = 0; r < 4; r++)
#pragma unroll
    for (int c = 0; c < 4; c++) finish(p, from_m + row + r, from_n + col + c, sum[r][c]);
}

KERNEL(linear_float32, PRODUCT) {
  const product p = PRODUCT_ARGUMENTS;
  multiply_floats<false, false>(p);
}

KERNEL(linear_input_float32, PRODUCT) {
  const product p = PRODUCT_ARGUMENTS;
  multiply_floats<false, true>(p);
}

KERNEL(linear_weight_float32, PRODUCT) {
  const product p = PRODUCT_ARGUMENTS;
  multiply_floats<true, true>(p);
}
