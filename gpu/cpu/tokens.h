// Moving patches and tokens about, as the Go side sees it.
#pragma once
#include <stdint.h>

#include "pool.h"
#include "reals.h"

// patch_grid describes pictures (b, c, height, width) cut into patches of side p,
// of which k are named by ids (b, k).
struct patch_grid {
  long b, c, height, width, p, k;
};

struct token_kernels {
  void (*gather_patches)(struct pool *pool, struct reals y, const float *images, const int32_t *ids,
                         struct patch_grid g);
  void (*scatter_patches)(struct pool *pool, float *dimages, const float *dy, const int32_t *ids, struct patch_grid g);
  void (*pixel_target)(struct pool *pool, float *y, const float *images, const int32_t *ids, struct patch_grid g,
                       int normalise);
  void (*embed)(struct pool *pool, float *y, const float *x, const float *cls, const float *pos, const int32_t *ids,
                long b, long k, long d);
  void (*embed_backward)(struct pool *pool, float *dx, float *dcls, float *dpos, const float *dy, const int32_t *ids,
                         long b, long k, long n, long d, int add_params);
  void (*unshuffle)(struct pool *pool, float *y, const float *x, const float *mask, const float *pos,
                    const int32_t *restore, long b, long k, long n, long d);
  void (*unshuffle_backward)(struct pool *pool, float *work, float *dx, float *dmask, const float *dy,
                             const int32_t *restore, long b, long k, long n, long d, int add_mask);
  long (*unshuffle_backward_work)(long b, long d); // floats
  void (*gather_rows)(struct pool *pool, float *y, const float *x, const int32_t *ids, long b, long n, long k, long d);
  void (*scatter_rows)(struct pool *pool, float *dx, const float *dy, const int32_t *ids, long b, long n, long k,
                       long d, int add);
  void (*mean_rows)(struct pool *pool, float *y, const float *x, long b, long n, long d);
  void (*mean_rows_backward)(struct pool *pool, float *dx, const float *dy, long b, long n, long d, int add);
  void (*scale_rows)(struct pool *pool, float *y, const float *x, const float *scale, const float *residual, long b,
                     long n);
};

static inline void k_gather_patches(const struct token_kernels *t, struct pool *pool, struct reals y,
                                    const float *images, const int32_t *ids, struct patch_grid g) {
  t->gather_patches(pool, y, images, ids, g);
}

static inline void k_scatter_patches(const struct token_kernels *t, struct pool *pool, float *dimages, const float *dy,
                                     const int32_t *ids, struct patch_grid g) {
  t->scatter_patches(pool, dimages, dy, ids, g);
}

static inline void k_pixel_target(const struct token_kernels *t, struct pool *pool, float *y, const float *images,
                                  const int32_t *ids, struct patch_grid g, int normalise) {
  t->pixel_target(pool, y, images, ids, g, normalise);
}

static inline void k_embed(const struct token_kernels *t, struct pool *pool, float *y, const float *x,
                           const float *cls, const float *pos, const int32_t *ids, long b, long k, long d) {
  t->embed(pool, y, x, cls, pos, ids, b, k, d);
}

static inline void k_embed_backward(const struct token_kernels *t, struct pool *pool, float *dx, float *dcls,
                                    float *dpos, const float *dy, const int32_t *ids, long b, long k, long n, long d,
                                    int add_params) {
  t->embed_backward(pool, dx, dcls, dpos, dy, ids, b, k, n, d, add_params);
}

static inline void k_unshuffle(const struct token_kernels *t, struct pool *pool, float *y, const float *x,
                               const float *mask, const float *pos, const int32_t *restore, long b, long k, long n,
                               long d) {
  t->unshuffle(pool, y, x, mask, pos, restore, b, k, n, d);
}

static inline void k_unshuffle_backward(const struct token_kernels *t, struct pool *pool, float *work, float *dx,
                                        float *dmask, const float *dy, const int32_t *restore, long b, long k, long n,
                                        long d, int add_mask) {
  t->unshuffle_backward(pool, work, dx, dmask, dy, restore, b, k, n, d, add_mask);
}

static inline long k_unshuffle_backward_work(const struct token_kernels *t, long b, long d) {
  return t->unshuffle_backward_work(b, d);
}

static inline void k_gather_rows(const struct token_kernels *t, struct pool *pool, float *y, const float *x,
                                 const int32_t *ids, long b, long n, long k, long d) {
  t->gather_rows(pool, y, x, ids, b, n, k, d);
}

static inline void k_scatter_rows(const struct token_kernels *t, struct pool *pool, float *dx, const float *dy,
                                  const int32_t *ids, long b, long n, long k, long d, int add) {
  t->scatter_rows(pool, dx, dy, ids, b, n, k, d, add);
}

static inline void k_mean_rows(const struct token_kernels *t, struct pool *pool, float *y, const float *x, long b,
                               long n, long d) {
  t->mean_rows(pool, y, x, b, n, d);
}

static inline void k_mean_rows_backward(const struct token_kernels *t, struct pool *pool, float *dx, const float *dy,
                                        long b, long n, long d, int add) {
  t->mean_rows_backward(pool, dx, dy, b, n, d, add);
}

static inline void k_scale_rows(const struct token_kernels *t, struct pool *pool, float *y, const float *x,
                                const float *scale, const float *residual, long b, long n) {
  t->scale_rows(pool, y, x, scale, residual, b, n);
}
