// Sums over rows, in two steps: pieces of the rows first, then the pieces.
#include "reals.h"
#include "sums.h"

// sum_columns: row p of work (pieces, cols) is the sum of `step` rows of x (rows, cols),
// from row p step on.
KERNEL(sum_columns, float *work, const void *x, int x_half, long rows, int cols, int step) {
  const long c = element(), from = (long)block_y() * step;
  if (c >= cols) return;
  const reals xs = {(void *)x, x_half};
  float sum = 0;
  for (long r = from; r < from + step && r < rows; r++) sum += get(xs, r * cols + c);
  work[(long)block_y() * cols + c] = sum;
}

// sum_pieces: y (n) = the sum of the rows of work (pieces, n); add adds to y.
KERNEL(sum_pieces, float *y, const float *work, int pieces, long n, int add) {
  const long i = element();
  if (i >= n) return;
  float sum = work[i];
  for (int p = 1; p < pieces; p++) sum += work[p * n + i];
  y[i] = add ? y[i] + sum : sum;
}

// sum_all: y (1) = the sum of work (n), divided by a number. One block.
KERNEL(sum_all, float *y, const double *work, long n, float over) {
  double sum = 0;
  for (long i = thread_x(); i < n; i += 256) sum += work[i];
  sum = block_sum(sum);
  if (thread_x() == 0) y[0] = (float)(sum / over);
}
