// Softmax of rows, GELU, and their ways back.
#include "row_loop.h"

struct softmax_args {
  float *y;
  const float *x, *dy;
  long rows, cols;
};

static void softmax_task(const void *arg, long task, void *scratch) {
  const struct softmax_args *a = arg;
  (void)scratch;
  const long cols = a->cols, step = row_piece(cols), end = l_min(a->rows, (task + 1) * step);
  for (long r = task * step; r < end; r++) {
    const float *x = a->x + r * cols;
    float *y = a->y + r * cols;
    V most = v_set(-__builtin_inff()), sum = {};
    FOR_ROW(cols, most = v_max(most, KEEP(FETCH(x), most));)
    const V top = v_set(v_highest(most));
    FOR_ROW(cols, const V e = v_exp(FETCH(x) - top); PUT(y, e); sum += KEEP(e, (V){});)
    const V factor = v_set(1 / v_sum(sum));
    FOR_ROW(cols, PUT(y, FETCH(y) * factor);)
  }
}

static void softmax(struct pool *pool, float *y, const float *x, long rows, long cols) {
  const struct softmax_args a = {y, x, 0, rows, cols};
  pool_run(pool, softmax_task, &a, pieces(rows, row_piece(cols)));
}

// Here x is what softmax gave, and y becomes dx.
static void softmax_backward_task(const void *arg, long task, void *scratch) {
  const struct softmax_args *a = arg;
  (void)scratch;
  const long cols = a->cols, step = row_piece(cols), end = l_min(a->rows, (task + 1) * step);
  for (long r = task * step; r < end; r++) {
    const float *y = a->x + r * cols, *dy = a->dy + r * cols;
    float *dx = a->y + r * cols;
    V sum = {};
    FOR_ROW(cols, sum = v_fma(FETCH(dy), FETCH(y), sum);)
    const V mean = v_set(v_sum(sum));
    FOR_ROW(cols, PUT(dx, FETCH(y) * (FETCH(dy) - mean));)
  }
}

static void softmax_backward(struct pool *pool, float *dx, const float *dy, const float *y, long rows, long cols) {
  const struct softmax_args a = {dx, y, dy, rows, cols};
  pool_run(pool, softmax_backward_task, &a, pieces(rows, row_piece(cols)));
}

struct gelu_args {
  float *y;
  const float *x, *dy;
  long n;
};

static void gelu_task(const void *arg, long task, void *scratch) {
  const struct gelu_args *a = arg;
  (void)scratch;
  const long from = task * PIECE;
  const float *x = a->x + from;
  float *y = a->y + from;
  FOR_ROW(l_min(PIECE, a->n - from), PUT(y, v_gelu(FETCH(x)));)
}

static void gelu(struct pool *pool, float *y, const float *x, long n) {
  const struct gelu_args a = {y, x, 0, n};
  pool_run(pool, gelu_task, &a, pieces(n, PIECE));
}

static void gelu_backward_task(const void *arg, long task, void *scratch) {
  const struct gelu_args *a = arg;
  (void)scratch;
  const long from = task * PIECE;
  const float *x = a->x + from, *dy = a->dy + from;
  float *dx = a->y + from;
  FOR_ROW(l_min(PIECE, a->n - from), PUT(dx, FETCH(dy) * v_gelu_grad(FETCH(x)));)
}

static void gelu_backward(struct pool *pool, float *dx, const float *dy, const float *x, long n) {
  const struct gelu_args a = {dx, x, dy, n};
  pool_run(pool, gelu_backward_task, &a, pieces(n, PIECE));
}

#define ROWS_KERNELS                                        \
  {                                                         \
    .layer_norm = layer_norm,                               \
    .layer_norm_backward = layer_norm_backward,             \
    .layer_norm_backward_work = layer_norm_backward_work,   \
    .gelu = gelu,                                           \
    .gelu_backward = gelu_backward,                         \
    .softmax = softmax,                                     \
    .softmax_backward = softmax_backward,                   \
  }
