// Layer norm and its way back: one row after the other, each a few times over while
// it is in L1. What it costs is reading and writing memory.
#include "row_loop.h"

struct layer_norm_args {
  float *y, *mean, *rstd;
  const float *x, *w, *b;
  long rows, cols;
  float eps;
};

// row_statistics: the mean, and the sum of squared distances from it. The sum of
// the distances, which would be 0 without rounding, corrects both.
INLINE float row_statistics(const float *x, long cols, float *squares) {
  V total = {}, off = {}, square = {};
  FOR_ROW(cols, total += FETCH(x);)
  const float mean = v_sum(total) / (float)cols;
  FOR_ROW(cols, const V d = KEEP(FETCH(x) - mean, (V){}); off += d; square = v_fma(d, d, square);)
  const float rest = v_sum(off) / (float)cols;
  *squares = v_sum(square) - rest * rest * (float)cols;
  return rest == rest ? mean + rest : mean; // an infinite row has an infinite mean
}

static void layer_norm_task(const void *arg, long task, void *scratch) {
  const struct layer_norm_args *a = arg;
  (void)scratch;
  const long step = row_piece(a->cols), end = l_min(a->rows, (task + 1) * step);
  const float *w = a->w, *b = a->b;
  for (long r = task * step; r < end; r++) {
    const float *x = a->x + r * a->cols;
    float *y = a->y + r * a->cols, squares;
    const float mean = row_statistics(x, a->cols, &squares);
    const float rstd = 1 / __builtin_sqrtf(squares / (float)a->cols + a->eps);
    FOR_ROW(a->cols, PUT(y, v_fma((FETCH(x) - mean) * rstd, FETCH(w), FETCH(b)));)
    a->mean[r] = mean;
    a->rstd[r] = rstd;
  }
}

static void layer_norm(struct pool *pool, float *y, float *mean, float *rstd, const float *x, const float *w,
                       const float *b, long rows, long cols, float eps) {
  const struct layer_norm_args a = {y, mean, rstd, x, w, b, rows, cols, eps};
  pool_run(pool, layer_norm_task, &a, pieces(rows, row_piece(cols)));
}

struct layer_norm_backward_args {
  float *work, *dx, *dw, *db;
  const float *dy, *x, *w, *mean, *rstd;
  long rows, cols;
  int add_x, add_params;
};

// norm_piece is how many rows add up to one slot of working space: 2 cols floats,
// the sums for dw and for db.
static long norm_piece(long rows) {
  const long most_slots = 64, least_rows = 16, even = pieces(rows, most_slots);
  return even < least_rows ? least_rows : even;
}

static long layer_norm_backward_work(long rows, long cols) { return 2 * cols * pieces(rows, norm_piece(rows)); }

static void layer_norm_backward_task(const void *arg, long task, void *scratch) {
  const struct layer_norm_backward_args *a = arg;
  (void)scratch;
  const long cols = a->cols, step = norm_piece(a->rows), first = task * step, end = l_min(a->rows, first + step);
  const float *w = a->w;
  float *dw = a->work + 2 * cols * task, *db = dw + cols;
  memset(dw, 0, sizeof(float) * 2 * (size_t)cols);
  for (long r = first; r < end; r++) {
    const float *dy = a->dy + r * cols, *x = a->x + r * cols;
    float *dx = a->dx + r * cols;
    const float mean = a->mean[r], rstd = a->rstd[r];
    V g_sum = {}, gn_sum = {};
    FOR_ROW(cols, const V g = FETCH(dy) * FETCH(w); g_sum += g; gn_sum = v_fma(g, (FETCH(x) - mean) * rstd, gn_sum);)
    const V g_mean = v_set(v_sum(g_sum) / (float)cols), gn_mean = v_set(v_sum(gn_sum) / (float)cols);
    FOR_ROW(cols, {
      const V one = FETCH(dy), n = (FETCH(x) - mean) * rstd;
      const V change = rstd * (one * FETCH(w) - g_mean - n * gn_mean);
      PUT(dx, a->add_x ? FETCH(dx) + change : change);
      PUT(dw, v_fma(one, n, FETCH(dw)));
      PUT(db, FETCH(db) + one);
    })
  }
}

// norm_sums_task adds a piece of the columns of all slots.
static void norm_sums_task(const void *arg, long task, void *scratch) {
  const struct layer_norm_backward_args *a = arg;
  (void)scratch;
  const long slots = pieces(a->rows, norm_piece(a->rows)), cols = a->cols;
  for (long c = task * 4 * W; c < l_min(cols, (task + 1) * 4 * W); c += W) {
    const long left = l_min(W, cols - c);
    V dw = a->add_params ? v_load_part(a->dw + c, left) : (V){}, db = a->add_params ? v_load_part(a->db + c, left) : (V){};
    for (long s = 0; s < slots; s++) {
      dw += v_load_part(a->work + 2 * cols * s + c, left);
      db += v_load_part(a->work + 2 * cols * s + cols + c, left);
    }
    v_store_part(a->dw + c, dw, left);
    v_store_part(a->db + c, db, left);
  }
}

static void layer_norm_backward(struct pool *pool, float *work, float *dx, float *dw, float *db, const float *dy,
                                const float *x, const float *w, const float *mean, const float *rstd, long rows,
                                long cols, int add_x, int add_params) {
  const struct layer_norm_backward_args a = {work, dx,   dw,   db,   dy,    x,         w,
                                             mean, rstd, rows, cols, add_x, add_params};
  pool_run(pool, layer_norm_backward_task, &a, pieces(rows, norm_piece(rows)));
  pool_run(pool, norm_sums_task, &a, pieces(cols, 4 * W));
}
