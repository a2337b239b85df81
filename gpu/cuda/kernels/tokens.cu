// Tokens that are moved; gpu/device.go says from where to where. A thread takes one
// number of the result unless another way is named.
#include "reals.h"
#include "sums.h"

KERNEL(embed, float *y, const float *x, const float *cls, const float *pos, const int *ids, long n, int k, int d) {
  const long i = element();
  if (i >= n) return;
  const long row = i / d, image = row / (1 + k);
  const int c = i % d, t = row % (1 + k);
  y[i] = t == 0 ? cls[c] + pos[c] : x[(image * k + t - 1) * d + c] + pos[(1l + ids[image * k + t - 1]) * d + c];
}

KERNEL(embed_backward, float *dx, const float *dy, long n, int k, int d) {
  const long i = element();
  if (i < n) dx[i] = dy[i + (i / ((long)k * d) + 1) * d];
}

// embed_params: block y takes row y of dpos (1+N, D), in which the tokens of that place
// come together, picture by picture. Row 0 is dcls too. dpos may be null.
KERNEL(embed_params, float *dcls, float *dpos, const float *dy, const int *ids, int b, int k, int d, int add) {
  const long c = element();
  if (c >= d) return;
  const int place = block_y();
  float sum = 0;
  for (long image = 0; image < b; image++) {
    const float *rows = dy + image * (1 + k) * d + c;
    if (place == 0) sum += rows[0];
    for (int i = 0; i < k && place > 0; i++)
      if (ids[image * k + i] == place - 1) sum += rows[(1l + i) * d];
  }
  if (place == 0) dcls[c] = add ? dcls[c] + sum : sum;
  if (dpos) dpos[(long)place * d + c] = add ? dpos[(long)place * d + c] + sum : sum;
}

KERNEL(unshuffle, float *y, const float *x, const float *mask, const float *pos, const int *restore, long n, int k,
       int patches, int d) {
  const long i = element();
  if (i >= n) return;
  const long row = i / d, image = row / (1 + patches);
  const int c = i % d, t = row % (1 + patches);
  const int from = t == 0 ? 0 : 1 + restore[image * patches + t - 1]; // among the shuffled
  const float v = from <= k ? x[(image * (1 + k) + from) * d + c] : mask[c];
  y[i] = pos ? v + pos[(long)t * d + c] : v;
}

// unshuffle_backward: a thread takes a number of dy.
KERNEL(unshuffle_backward, float *dx, const float *dy, const int *restore, long n, int k, int patches, int d) {
  const long i = element();
  if (i >= n) return;
  const long row = i / d, image = row / (1 + patches);
  const int c = i % d, t = row % (1 + patches);
  const int from = t == 0 ? 0 : 1 + restore[image * patches + t - 1];
  if (from <= k) dx[(image * (1 + k) + from) * d + c] = dy[i];
}

// mask_sums: row b of work (B, D) is the sum of picture b's tokens that held the mask.
KERNEL(mask_sums, float *work, const float *dy, const int *restore, int k, int patches, int d) {
  const long c = element(), image = block_y();
  if (c >= d) return;
  float sum = 0;
  for (int t = 0; t < patches; t++)
    if (restore[image * patches + t] >= k) sum += dy[(image * (1 + patches) + 1 + t) * d + c];
  work[image * d + c] = sum;
}

KERNEL(gather_rows, float *y, const float *x, const int *ids, long n, int rows, int k, int d) {
  const long i = element();
  if (i >= n) return;
  const long row = i / d;
  y[i] = x[(row / k * rows + ids[row]) * d + i % d];
}

// scatter_rows: a thread takes a number of dy.
KERNEL(scatter_rows, float *dx, const float *dy, const int *ids, long n, int rows, int k, int d, int add) {
  const long i = element();
  if (i >= n) return;
  const long row = i / d, to = (row / k * rows + ids[row]) * d + i % d;
  dx[to] = add ? dx[to] + dy[i] : dy[i];
}

KERNEL(mean_rows, float *y, const float *x, long n, int rows, int d) {
  const long i = element();
  if (i >= n) return;
  const float *from = x + (i / d * (1 + rows) + 1) * d + i % d;
  float sum = 0;
  for (long r = 0; r < rows; r++) sum += from[r * d];
  y[i] = sum / rows;
}

KERNEL(mean_rows_backward, float *dx, const float *dy, long n, int rows, int d, int add) {
  const long i = element();
  if (i >= n) return;
  const long row = i / d;
  const float v = row % (1 + rows) == 0 ? 0 : dy[row / (1 + rows) * d + i % d] / rows;
  dx[i] = add ? dx[i] + v : v;
}

// scale_rows: rows of n/b numbers each; residual may be null.
KERNEL(scale_rows, float *y, const float *x, const float *scale, const float *residual, long n, long row) {
  const long i = element();
  if (i >= n) return;
  const float v = scale[i / row] * x[i];
  y[i] = residual ? residual[i] + v : v;
}
