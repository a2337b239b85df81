// Layer norm and its way back. What they cost is reading and writing memory, as long
// as no row has to wait for the sums of the one before; so each step is done for all
// rows of a task, which stay in L1, before the next.
#include "row_loop.h"

struct layer_norm_args {
  struct reals y;
  float *mean, *rstd;
  const float *x, *w, *b;
  long rows, cols;
  float eps;
};

INLINE float row_mean(const float *x, long cols) {
  V total = {};
  FOR_ROW(cols, total += FETCH(x);)
  return v_sum(total) / (float)cols;
}

// row_squares: the sum of squared distances from the mean. The sum of the distances,
// which would be 0 without rounding, corrects both.
INLINE float row_squares(const float *x, long cols, float *mean) {
  V off = {}, square = {};
  FOR_ROW(cols, const V d = KEEP(FETCH(x) - *mean, (V){}); off += d; square = v_fma(d, d, square);)
  const float rest = v_sum(off) / (float)cols;
  if (rest == rest) *mean += rest; // else they are infinite, and so is the mean
  return v_sum(square) - rest * rest * (float)cols;
}

static void layer_norm_task(const void *arg, long task, void *scratch) {
  const struct layer_norm_args *a = arg;
  (void)scratch;
  const long cols = a->cols, step = row_piece(cols), first = task * step, end = l_min(a->rows, first + step);
  const float *w = a->w, *b = a->b;
  for (long r = first; r < end; r++) a->mean[r] = row_mean(a->x + r * cols, cols);
  for (long r = first; r < end; r++) a->rstd[r] = row_squares(a->x + r * cols, cols, a->mean + r);
  float *rstds = a->rstd + first;
  FOR_ROW(end - first, PUT(rstds, 1 / v_root(FETCH(rstds) / (float)cols + a->eps));)
  for (long r = first; r < end; r++) {
    const float *x = a->x + r * cols, mean = a->mean[r], rstd = a->rstd[r];
    const struct reals y = r_from(a->y, r * cols);
    FOR_ROW(cols, PUT_REALS(y, v_fma((FETCH(x) - mean) * rstd, FETCH(w), FETCH(b)));)
  }
}

static void layer_norm(struct pool *pool, struct reals y, float *mean, float *rstd, const float *x, const float *w,
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

// norm_averages: the averages over row r of g = dy w and of g n, n the normal x.
INLINE void norm_averages(const struct layer_norm_backward_args *a, long r, float *g_mean, float *gn_mean) {
  const long cols = a->cols;
  const float *dy = a->dy + r * cols, *x = a->x + r * cols, *w = a->w, mean = a->mean[r], rstd = a->rstd[r];
  V g_sum = {}, gn_sum = {};
  FOR_ROW(cols, const V g = FETCH(dy) * FETCH(w); g_sum += g; gn_sum = v_fma(g, (FETCH(x) - mean) * rstd, gn_sum);)
  *g_mean = v_sum(g_sum) / (float)cols;
  *gn_mean = v_sum(gn_sum) / (float)cols;
}

// norm_rows does `rows` rows (a constant) from r on: dx = rstd (g - g_mean - n gn_mean),
// and adds to dw and db, which many rows at a time need not fetch as often.
INLINE void norm_rows(const struct layer_norm_backward_args *a, long r, const int rows, const float *g_mean,
                      const float *gn_mean, float *dw, float *db) {
  const long cols = a->cols;
  const float *dy = a->dy + r * cols, *x = a->x + r * cols, *w = a->w, *mean = a->mean + r, *rstd = a->rstd + r;
  float *dx = a->dx + r * cols;
  const int add = a->add_x;
  FOR_ROW(cols, {
    const V weight = FETCH(w);
    V dw_sum = FETCH(dw), db_sum = FETCH(db);
    for (int i = 0; i < rows; i++) {
      const V one = FETCH(dy + i * cols), n = (FETCH(x + i * cols) - mean[i]) * rstd[i];
      const V change = rstd[i] * (one * weight - g_mean[i] - n * gn_mean[i]);
      PUT(dx + i * cols, add ? FETCH(dx + i * cols) + change : change);
      dw_sum = v_fma(one, n, dw_sum);
      db_sum += one;
    }
    PUT(dw, dw_sum);
    PUT(db, db_sum);
  })
}

static void layer_norm_backward_task(const void *arg, long task, void *scratch) {
  enum { BLOCK = 16, TOGETHER = 4 };
  const struct layer_norm_backward_args *a = arg;
  (void)scratch;
  const long cols = a->cols, step = norm_piece(a->rows), first = task * step, end = l_min(a->rows, first + step);
  float *dw = a->work + 2 * cols * task, *db = dw + cols, g_mean[BLOCK], gn_mean[BLOCK];
  memset(dw, 0, sizeof(float) * 2 * (size_t)cols);
  for (long r = first; r < end; r += BLOCK) {
    const long rows = l_min(BLOCK, end - r);
    for (long i = 0; i < rows; i++) norm_averages(a, r + i, g_mean + i, gn_mean + i);
    long i = 0;
    for (; i + TOGETHER <= rows; i += TOGETHER) norm_rows(a, r + i, TOGETHER, g_mean + i, gn_mean + i, dw, db);
    for (; i < rows; i++) norm_rows(a, r + i, 1, g_mean + i, gn_mean + i, dw, db);
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
