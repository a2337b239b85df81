// GELU and softmax.
#include "reals.h"
#include "sums.h"

KERNEL(gelu_forward, float *y, const float *x, long n) {
  const long i = element();
  float slope;
  if (i < n) y[i] = gelu(x[i], &slope);
}

KERNEL(gelu_backward, float *dx, const float *dy, const float *x, long n) {
  const long i = element();
  if (i >= n) return;
  float slope;
  gelu(x[i], &slope);
  dx[i] = dy[i] * slope;
}

// softmax: a warp takes a row.
KERNEL(softmax, float *y, const float *x, long rows, int cols) {
  const long row = warp_row();
  if (row >= rows) return;
  const float *xr = x + row * cols;
  float top = -infinity(), sum = 0;
  for (int c = lane(); c < cols; c += WARP) top = larger(xr[c], top);
  top = warp_largest(top);
  for (int c = lane(); c < cols; c += WARP) sum += exponential(xr[c] - top);
  const float share = 1 / warp_sum(sum);
  for (int c = lane(); c < cols; c += WARP) y[row * cols + c] = exponential(xr[c] - top) * share;
}

KERNEL(softmax_backward, float *dx, const float *dy, const float *y, long rows, int cols) {
  const long row = warp_row(), at = row * cols;
  if (row >= rows) return;
  float mean = 0;
  for (int c = lane(); c < cols; c += WARP) mean += dy[at + c] * y[at + c];
  mean = warp_sum(mean);
  for (int c = lane(); c < cols; c += WARP) dx[at + c] = y[at + c] * (dy[at + c] - mean);
}
