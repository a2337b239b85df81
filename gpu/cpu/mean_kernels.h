// The mean of a picture's tokens, and rows scaled each by its own number. A task is
// one image.
#include "row_loop.h"

struct mean_args {
  float *y;
  const float *x, *scale, *residual;
  long n, d;
  int add;
};

static void mean_rows_task(const void *arg, long image, void *scratch) {
  const struct mean_args *a = arg;
  (void)scratch;
  const long n = a->n, d = a->d;
  float *y = a->y + image * d;
  const float *x = a->x + (image * (1 + n) + 1) * d;
  memset(y, 0, sizeof(float) * (size_t)d);
  for (long i = 0; i < n; i++, x += d) FOR_ROW(d, PUT(y, FETCH(y) + FETCH(x));)
  const V count = v_set((float)n);
  FOR_ROW(d, PUT(y, FETCH(y) / count);)
}

static void mean_rows(struct pool *pool, float *y, const float *x, long b, long n, long d) {
  const struct mean_args a = {.y = y, .x = x, .n = n, .d = d};
  pool_run(pool, mean_rows_task, &a, b);
}

// Here x is dy, and y becomes dx.
static void mean_rows_backward_task(const void *arg, long image, void *scratch) {
  const struct mean_args *a = arg;
  (void)scratch;
  const long n = a->n, d = a->d;
  float *dx = a->y + image * (1 + n) * d;
  const float *dy = a->x + image * d;
  const V count = v_set((float)n);
  if (!a->add) memset(dx, 0, sizeof(float) * (size_t)d);
  for (long i = 0; i < n; i++) {
    dx += d;
    if (a->add)
      FOR_ROW(d, PUT(dx, FETCH(dx) + FETCH(dy) / count);)
    else
      FOR_ROW(d, PUT(dx, FETCH(dy) / count);)
  }
}

static void mean_rows_backward(struct pool *pool, float *dx, const float *dy, long b, long n, long d, int add) {
  const struct mean_args a = {.y = dx, .x = dy, .n = n, .d = d, .add = add};
  pool_run(pool, mean_rows_backward_task, &a, b);
}

static void scale_rows_task(const void *arg, long image, void *scratch) {
  const struct mean_args *a = arg;
  (void)scratch;
  const long n = a->n;
  float *y = a->y + image * n;
  const float *x = a->x + image * n;
  const V scale = v_set(a->scale[image]);
  if (a->residual) {
    const float *residual = a->residual + image * n;
    FOR_ROW(n, PUT(y, v_fma(FETCH(x), scale, FETCH(residual)));)
  } else {
    FOR_ROW(n, PUT(y, FETCH(x) * scale);)
  }
}

static void scale_rows(struct pool *pool, float *y, const float *x, const float *scale, const float *residual, long b,
                       long n) {
  const struct mean_args a = {.y = y, .x = x, .scale = scale, .residual = residual, .n = n};
  pool_run(pool, scale_rows_task, &a, b);
}
