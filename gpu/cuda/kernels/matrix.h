// What the matrix products share. Each is y (m, n) = a bᵀ, where a is (m, k) and b
// (n, k), but an operand may lie turned: a as (k, m), b as (k, n).
//
//	linear         y = x Wᵀ   both straight
//	linear input   dx = dy W  b turned
//	linear weight  dw = dyᵀ x both turned
#pragma once

#include "maths.h"
#include "reals.h"

// product is a matrix product and what follows it, in this order: bias (n) is added;
// with is_gelu slope (m, n) gets GELU' and the result is GELU; factor (m, n) multiplies;
// residual (m, n), which may be y, is added. Those that are null are left out.
//
// Block z sums over k from z step on to the next; where step is less than k y is
// (pieces, m, n), float32, and nothing may follow.
struct product {
  reals y, a, b;
  int m, n, k, step;
  const float *bias;
  int is_gelu;
  reals slope, factor, residual;
};

#define PRODUCT                                                                                                        \
  void *y, int y_half, void *a, int a_half, void *b, int b_half, int m, int n, int k, int step, const float *bias,      \
      int is_gelu, void *slope, int slope_half, void *factor, int factor_half, void *residual, int residual_half
#define PRODUCT_ARGUMENTS                                                                                              \
  {                                                                                                                    \
    {y, y_half}, {a, a_half}, {b, b_half}, m, n, k, step, bias, is_gelu, {slope, slope_half}, {factor, factor_half}, {       \
      residual, residual_half                                                                                          \
    }                                                                                                                  \
  }

DEVICE int first_k(const product &p) { return block_z() * p.step; }
DEVICE int end_k(const product &p) { return p.k - first_k(p) < p.step ? p.k : first_k(p) + p.step; }

// finish takes a sum to its place.
DEVICE void finish(const product &p, long row, int col, float v) {
  if (row >= p.m || col >= p.n) return;
  const long at = row * p.n + col;
  if (p.bias) v += p.bias[col];
  if (p.is_gelu) {
    float slope;
    v = gelu(v, &slope);
    if (p.slope.at) put(p.slope, at, slope);
  }
  if (p.factor.at) v *= get(p.factor, at);
  if (p.residual.at) v += get(p.residual, at);
  put(p.y, (long)block_z() * p.m * p.n + at, v);
}
