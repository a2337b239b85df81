// Comparing, summing and stepping, as the Go side sees them.
#pragma once
#include "pool.h"

// adamw_step has the settings of one step in the form in which each element needs
// them; they are worked out in double.
struct adamw_step {
  float keep; // 1 - rate decay
  float beta1, rest1; // rest1 is 1 - beta1
  float beta2, rest2;
  float rate; // divided by 1 - beta1^step
  float root; // of 1 - beta2^step
  float eps;
};

struct loss_kernels {
  void (*masked_mse)(struct pool *pool, double *work, float *loss, float *per_row, const float *pred,
                     const float *target, const float *mask, long rows, long cols);
  long (*masked_mse_work)(long rows, long cols); // doubles
  void (*masked_mse_backward)(struct pool *pool, float *dpred, const float *pred, const float *target,
                              const float *mask, long rows, long cols, float scale);
  void (*cross_entropy)(struct pool *pool, double *work, float *loss, float *per_row, const float *logits,
                        const float *target, long rows, long cols);
  long (*cross_entropy_work)(long rows, long cols); // doubles
  void (*cross_entropy_backward)(struct pool *pool, float *dlogits, const float *logits, const float *target,
                                 long rows, long cols, float scale);
  void (*adamw)(struct pool *pool, float *w, const float *g, float *m, float *v, long n, struct adamw_step s);
  void (*sum_squares)(struct pool *pool, double *work, float *out, const float *x, long n);
  long (*sum_squares_work)(long n); // doubles
};

static inline void k_masked_mse(const struct loss_kernels *k, struct pool *pool, double *work, float *loss,
                                float *per_row, const float *pred, const float *target, const float *mask, long rows,
                                long cols) {
  k->masked_mse(pool, work, loss, per_row, pred, target, mask, rows, cols);
}

static inline long k_masked_mse_work(const struct loss_kernels *k, long rows, long cols) {
  return k->masked_mse_work(rows, cols);
}

static inline void k_masked_mse_backward(const struct loss_kernels *k, struct pool *pool, float *dpred,
                                         const float *pred, const float *target, const float *mask, long rows,
                                         long cols, float scale) {
  k->masked_mse_backward(pool, dpred, pred, target, mask, rows, cols, scale);
}

static inline void k_cross_entropy(const struct loss_kernels *k, struct pool *pool, double *work, float *loss,
                                   float *per_row, const float *logits, const float *target, long rows, long cols) {
  k->cross_entropy(pool, work, loss, per_row, logits, target, rows, cols);
}

static inline long k_cross_entropy_work(const struct loss_kernels *k, long rows, long cols) {
  return k->cross_entropy_work(rows, cols);
}

static inline void k_cross_entropy_backward(const struct loss_kernels *k, struct pool *pool, float *dlogits,
                                            const float *logits, const float *target, long rows, long cols,
                                            float scale) {
  k->cross_entropy_backward(pool, dlogits, logits, target, rows, cols, scale);
}

static inline void k_adamw(const struct loss_kernels *k, struct pool *pool, float *w, const float *g, float *m,
                           float *v, long n, struct adamw_step s) {
  k->adamw(pool, w, g, m, v, n, s);
}

static inline void k_sum_squares(const struct loss_kernels *k, struct pool *pool, double *work, float *out,
                                 const float *x, long n) {
  k->sum_squares(pool, work, out, x, n);
}

static inline long k_sum_squares_work(const struct loss_kernels *k, long n) { return k->sum_squares_work(n); }
