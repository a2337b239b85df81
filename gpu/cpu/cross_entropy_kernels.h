// The cross-entropy of classes and its way back.
#include "row_loop.h"

struct entropy_args {
  double *work; // for each task, its sum of rows
  float *per_row, *dlogits;
  const float *logits, *target;
  long rows, cols;
  float factor;
};

// softmax_terms are the largest of a row and the sum of exp(x - largest).
INLINE void softmax_terms(const float *x, long cols, float *largest, float *sum) {
  V most = v_set(-__builtin_inff()), all = {};
  FOR_ROW(cols, most = v_max(most, KEEP(FETCH(x), most));)
  *largest = v_highest(most);
  const V top = v_set(*largest);
  FOR_ROW(cols, all += KEEP(v_exp(FETCH(x) - top), (V){});)
  *sum = v_sum(all);
}

// row_entropy takes the largest off first, so that near classes do not cancel.
static float row_entropy(const float *x, const float *target, long cols) {
  float largest, sum;
  softmax_terms(x, cols, &largest, &sum);
  const V top = v_set(largest), logarithm = v_log(v_set(sum));
  V total = {};
  FOR_ROW(cols, total += KEEP(FETCH(target) * (logarithm - (FETCH(x) - top)), (V){});)
  return v_sum(total);
}

static void cross_entropy_task(const void *arg, long task, void *scratch) {
  const struct entropy_args *a = arg;
  (void)scratch;
  const long cols = a->cols, step = row_piece(cols), end = l_min(a->rows, (task + 1) * step);
  double total = 0;
  for (long r = task * step; r < end; r++) {
    const float entropy = row_entropy(a->logits + r * cols, a->target + r * cols, cols);
    if (a->per_row) a->per_row[r] = entropy;
    total += entropy;
  }
  a->work[task] = total;
}

static long cross_entropy_work(long rows, long cols) { return pieces(rows, row_piece(cols)); }

static void cross_entropy(struct pool *pool, double *work, float *loss, float *per_row, const float *logits,
                          const float *target, long rows, long cols) {
  const struct entropy_args a = {work, per_row, 0, logits, target, rows, cols, 0};
  const long tasks = cross_entropy_work(rows, cols);
  pool_run(pool, cross_entropy_task, &a, tasks);
  double total = 0;
  for (long i = 0; i < tasks; i++) total += work[i];
  *loss = (float)(total / (double)rows);
}

static void cross_entropy_backward_task(const void *arg, long task, void *scratch) {
  const struct entropy_args *a = arg;
  (void)scratch;
  const long cols = a->cols, step = row_piece(cols), end = l_min(a->rows, (task + 1) * step);
  for (long r = task * step; r < end; r++) {
    const float *x = a->logits + r * cols, *target = a->target + r * cols;
    float *dx = a->dlogits + r * cols, largest, sum;
    softmax_terms(x, cols, &largest, &sum);
    V whole = {};
    FOR_ROW(cols, whole += FETCH(target);)
    const V top = v_set(largest), share = v_set(v_sum(whole) / sum), factor = v_set(a->factor);
    FOR_ROW(cols, PUT(dx, (v_exp(FETCH(x) - top) * share - FETCH(target)) * factor);)
  }
}

static void cross_entropy_backward(struct pool *pool, float *dlogits, const float *logits, const float *target,
                                   long rows, long cols, float scale) {
  const struct entropy_args a = {0, 0, dlogits, logits, target, rows, cols, (float)((double)scale / (double)rows)};
  pool_run(pool, cross_entropy_backward_task, &a, pieces(rows, row_piece(cols)));
}
