// Losses. A warp takes a row; the rows are then summed in double by sum_all or here.
#include "reals.h"
#include "sums.h"

// squared_errors: work (rows) = the mean of each row's (pred-target)², and per_row too
// where it is not null.
KERNEL(squared_errors, double *work, float *per_row, const float *pred, const float *target, long rows, int cols) {
  const long row = warp_row(), at = row * cols;
  if (row >= rows) return;
  float sum = 0;
  for (int c = lane(); c < cols; c += WARP) {
    const float d = pred[at + c] - target[at + c];
    sum += d * d;
  }
  const float mean = warp_sum(sum) / cols;
  if (lane() != 0) return;
  work[row] = mean;
  if (per_row) per_row[row] = mean;
}

// masked_mean: y (1) = the mean of work where mask (rows) is not 0, or of all where it
// is null; counted (1) how many that are. Either may be null. One block.
KERNEL(masked_mean, float *y, float *counted, const double *work, const float *mask, long rows) {
  double sum = 0, count = 0;
  for (long r = thread_x(); r < rows; r += 256) {
    if (mask && mask[r] == 0) continue;
    if (work) sum += work[r];
    count++;
  }
  sum = block_sum(sum);
  count = block_sum(count);
  if (thread_x() != 0) return;
  if (y) y[0] = (float)(sum / count);
  if (counted) counted[0] = (float)count;
}

KERNEL(masked_mse_backward, float *dpred, const float *pred, const float *target, const float *mask,
       const float *counted, long n, int cols, float scale) {
  const long i = element();
  if (i >= n) return;
  const bool counts = !mask || mask[i / cols] != 0;
  dpred[i] = counts ? 2 * scale / (cols * counted[0]) * (pred[i] - target[i]) : 0;
}

// softmax_terms are the largest of a row and the sum of exp(x - largest).
DEVICE void softmax_terms(const float *x, int cols, float *largest, float *sum) {
  float top = -infinity(), all = 0;
  for (int c = lane(); c < cols; c += WARP) top = larger(x[c], top);
  top = warp_largest(top);
  for (int c = lane(); c < cols; c += WARP) all += exponential(x[c] - top);
  *largest = top;
  *sum = warp_sum(all);
}

// entropies: work (rows) = each row's -Σ target log softmax(logits); the largest is
// taken off first, so that near classes do not cancel.
KERNEL(entropies, double *work, float *per_row, const float *logits, const float *target, long rows, int cols) {
  const long row = warp_row(), at = row * cols;
  if (row >= rows) return;
  float top, all, sum = 0;
  softmax_terms(logits + at, cols, &top, &all);
  const float whole = logarithm(all);
  for (int c = lane(); c < cols; c += WARP) sum += target[at + c] * (whole - (logits[at + c] - top));
  sum = warp_sum(sum);
  if (lane() != 0) return;
  work[row] = sum;
  if (per_row) per_row[row] = sum;
}

KERNEL(cross_entropy_backward, float *dlogits, const float *logits, const float *target, long rows, int cols,
       float factor) {
  const long row = warp_row(), at = row * cols;
  if (row >= rows) return;
  float top, all, whole = 0;
  softmax_terms(logits + at, cols, &top, &all);
  for (int c = lane(); c < cols; c += WARP) whole += target[at + c];
  const float share = warp_sum(whole) / all;
  for (int c = lane(); c < cols; c += WARP)
    dlogits[at + c] = (exponential(logits[at + c] - top) * share - target[at + c]) * factor;
}
