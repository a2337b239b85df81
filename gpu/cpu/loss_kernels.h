// The masked mean squared error and its way back.
#include "row_loop.h"

struct mse_args {
  double *work; // for each task, its sum of row means
  float *per_row, *dpred;
  const float *pred, *target, *mask;
  long rows, cols;
  float factor;
};

static float row_error(const float *pred, const float *target, long cols) {
  V sum = {};
  FOR_ROW(cols, const V d = FETCH(pred) - FETCH(target); sum = v_fma(d, d, sum);)
  return v_sum(sum) / (float)cols;
}

static void mse_task(const void *arg, long task, void *scratch) {
  const struct mse_args *a = arg;
  (void)scratch;
  const long cols = a->cols, step = row_piece(cols), end = l_min(a->rows, (task + 1) * step);
  double total = 0;
  for (long r = task * step; r < end; r++) {
    const int counted = !a->mask || a->mask[r] != 0;
    if (!counted && !a->per_row) continue;
    const float error = row_error(a->pred + r * cols, a->target + r * cols, cols);
    if (a->per_row) a->per_row[r] = error;
    if (counted) total += error;
  }
  a->work[task] = total;
}

static double counted_rows(const float *mask, long rows) {
  long n = mask ? 0 : rows;
  for (long r = 0; mask && r < rows; r++) n += mask[r] != 0;
  return (double)n;
}

static long mse_work(long rows, long cols) { return pieces(rows, row_piece(cols)); }

static void masked_mse(struct pool *pool, double *work, float *loss, float *per_row, const float *pred,
                       const float *target, const float *mask, long rows, long cols) {
  const struct mse_args a = {work, per_row, 0, pred, target, mask, rows, cols, 0};
  const long tasks = mse_work(rows, cols);
  pool_run(pool, mse_task, &a, tasks);
  double total = 0;
  for (long i = 0; i < tasks; i++) total += work[i];
  *loss = (float)(total / counted_rows(mask, rows));
}

static void mse_backward_task(const void *arg, long task, void *scratch) {
  const struct mse_args *a = arg;
  (void)scratch;
  const long cols = a->cols, step = row_piece(cols), end = l_min(a->rows, (task + 1) * step);
  for (long r = task * step; r < end; r++) {
    const float *pred = a->pred + r * cols, *target = a->target + r * cols;
    float *dpred = a->dpred + r * cols;
    if (a->mask && a->mask[r] == 0)
      memset(dpred, 0, sizeof(float) * (size_t)cols);
    else
      FOR_ROW(cols, PUT(dpred, (FETCH(pred) - FETCH(target)) * a->factor);)
  }
}

static void masked_mse_backward(struct pool *pool, float *dpred, const float *pred, const float *target,
                                const float *mask, long rows, long cols, float scale) {
  const float factor = (float)(2.0 * scale / ((double)cols * counted_rows(mask, rows)));
  const struct mse_args a = {0, 0, dpred, pred, target, mask, rows, cols, factor};
  pool_run(pool, mse_backward_task, &a, pieces(rows, row_piece(cols)));
}
