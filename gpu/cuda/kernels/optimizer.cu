// AdamW and the sum of squares. Both only stream through memory.
#include "reals.h"
#include "sums.h"

// adamw: keep is 1 - rate decay, rest 1 - beta, rate that divided by 1 - beta1^step,
// correct the root of 1 - beta2^step.
KERNEL(adamw, float *w, const float *g, float *m, float *v, long n, float keep, float beta1, float rest1, float beta2,
       float rest2, float rate, float correct, float eps) {
  const long i = element();
  if (i >= n) return;
  const float grad = g[i];
  const float mean = fused(m[i], beta1, grad * rest1);
  const float square = fused(v[i], beta2, grad * grad * rest2);
  m[i] = mean;
  v[i] = square;
  w[i] = w[i] * keep - rate * mean / (root(square) / correct + eps);
}

// squares: work[p] = the sum of the squares of `step` numbers, from number p step on.
KERNEL(squares, double *work, const float *x, long n, int step) {
  const long from = (long)block_x() * step;
  double sum = 0;
  for (long i = from + thread_x(); i < from + step && i < n; i += 256) sum += (double)x[i] * x[i];
  sum = block_sum(sum);
  if (thread_x() == 0) work[block_x()] = sum;
}
