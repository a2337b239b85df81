// Layer norm and its way back; gpu/reference/layernorm.go has the formulas.
#include "reals.h"
#include "sums.h"

// layer_norm: a warp takes a row.
KERNEL(layer_norm, void *y, int y_half, float *mean, float *rstd, const float *x, const float *w, const float *b,
       long rows, int cols, float eps) {
  const long row = warp_row();
  if (row >= rows) return;
  const reals ys = {y, y_half};
  const float *xr = x + row * cols;
  float sum = 0, squares = 0;
  for (int c = lane(); c < cols; c += WARP) sum += xr[c];
  const float m = warp_sum(sum) / cols;
  for (int c = lane(); c < cols; c += WARP) squares += (xr[c] - m) * (xr[c] - m);
  const float s = 1 / root(warp_sum(squares) / cols + eps);
  if (lane() == 0) mean[row] = m, rstd[row] = s;
  for (int c = lane(); c < cols; c += WARP) put(ys, row * cols + c, (xr[c] - m) * s * w[c] + b[c]);
}

// layer_norm_backward: a warp takes a row of dx.
KERNEL(layer_norm_backward, float *dx, const float *dy, const float *x, const float *w, const float *mean,
       const float *rstd, long rows, int cols, int add) {
  const long row = warp_row();
  if (row >= rows) return;
  const float m = mean[row], s = rstd[row];
  const long at = row * cols;
  float g = 0, gn = 0;
  for (int c = lane(); c < cols; c += WARP) {
    const float part = dy[at + c] * w[c];
    g += part;
    gn += part * ((x[at + c] - m) * s);
  }
  g = warp_sum(g) / cols;
  gn = warp_sum(gn) / cols;
  for (int c = lane(); c < cols; c += WARP) {
    const float d = s * (dy[at + c] * w[c] - g - (x[at + c] - m) * s * gn);
    dx[at + c] = add ? dx[at + c] + d : d;
  }
}

// layer_norm_params: rows p of work (2, pieces, cols) are, over `step` rows from row p
// step on, the sums for dw and for db.
KERNEL(layer_norm_params, float *work, const float *dy, const float *x, const float *mean, const float *rstd,
       long rows, int cols, int step, int pieces) {
  const long c = element(), from = (long)block_y() * step;
  if (c >= cols) return;
  float dw = 0, db = 0;
  for (long r = from; r < from + step && r < rows; r++) {
    const float d = dy[r * cols + c];
    dw += d * ((x[r * cols + c] - mean[r]) * rstd[r]);
    db += d;
  }
  work[(long)block_y() * cols + c] = dw;
  work[((long)pieces + block_y()) * cols + c] = db;
}
