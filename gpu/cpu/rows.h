// Operations on rows of numbers, as the Go side sees them.
#pragma once
#include "pool.h"
#include "reals.h"

struct rows_kernels {
  void (*layer_norm)(struct pool *pool, struct reals y, float *mean, float *rstd, const float *x,
                     const float *w, const float *b, long rows, long cols, float eps);
  void (*layer_norm_backward)(struct pool *pool, float *work, float *dx, float *dw, float *db, const float *dy,
                              const float *x, const float *w, const float *mean, const float *rstd, long rows,
                              long cols, int add_x, int add_params);
  long (*layer_norm_backward_work)(long rows, long cols); // floats
  void (*gelu)(struct pool *pool, float *y, const float *x, long n);
  void (*gelu_backward)(struct pool *pool, float *dx, const float *dy, const float *x, long n);
  void (*softmax)(struct pool *pool, float *y, const float *x, long rows, long cols);
  void (*softmax_backward)(struct pool *pool, float *dx, const float *dy, const float *y, long rows, long cols);
};

static inline void k_layer_norm(const struct rows_kernels *k, struct pool *pool, struct reals y, float *mean,
                                float *rstd, const float *x, const float *w, const float *b, long rows, long cols, float eps) {
  k->layer_norm(pool, y, mean, rstd, x, w, b, rows, cols, eps);
}

static inline void k_layer_norm_backward(const struct rows_kernels *k, struct pool *pool, float *work, float *dx,
                                         float *dw, float *db, const float *dy, const float *x, const float *w,
                                         const float *mean, const float *rstd, long rows, long cols, int add_x,
                                         int add_params) {
  k->layer_norm_backward(pool, work, dx, dw, db, dy, x, w, mean, rstd, rows, cols, add_x, add_params);
}

static inline long k_layer_norm_backward_work(const struct rows_kernels *k, long rows, long cols) {
  return k->layer_norm_backward_work(rows, cols);
}

static inline void k_gelu(const struct rows_kernels *k, struct pool *pool, float *y, const float *x, long n) {
  k->gelu(pool, y, x, n);
}

static inline void k_gelu_backward(const struct rows_kernels *k, struct pool *pool, float *dx, const float *dy,
                                   const float *x, long n) {
  k->gelu_backward(pool, dx, dy, x, n);
}

static inline void k_softmax(const struct rows_kernels *k, struct pool *pool, float *y, const float *x, long rows,
                             long cols) {
  k->softmax(pool, y, x, rows, cols);
}

static inline void k_softmax_backward(const struct rows_kernels *k, struct pool *pool, float *dx, const float *dy,
                                      const float *y, long rows, long cols) {
  k->softmax_backward(pool, dx, dy, y, rows, cols);
}
