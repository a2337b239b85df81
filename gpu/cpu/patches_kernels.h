// Cutting patches out of pictures and putting them back. A task is a few patches,
// or, on the way back, one picture.
#include "row_loop.h"

struct patches_args {
  struct reals y;
  const float *x;
  const int32_t *ids;
  struct patch_grid g;
  int normalise;
};

// patch_start is where the first channel of patch `row` of all b*k begins.
INLINE long patch_start(const struct patches_args *a, long row) {
  const struct patch_grid *g = &a->g;
  const long across = g->width / g->p, id = a->ids[row];
  return row / g->k * g->c * g->height * g->width + id / across * g->p * g->width + id % across * g->p;
}

static void gather_patches_task(const void *arg, long task, void *scratch) {
  const struct patches_args *a = arg;
  const struct patch_grid *g = &a->g;
  (void)scratch;
  const long size = g->c * g->p * g->p, step = row_piece(size), end = l_min(g->b * g->k, (task + 1) * step);
  struct reals y = r_from(a->y, task * step * size);
  for (long r = task * step; r < end; r++) {
    const float *from = a->x + patch_start(a, r);
    for (long i = 0; i < g->c * g->p; i++, y = r_from(y, g->p)) {
      const float *line = from + (i / g->p * g->height + i % g->p) * g->width;
      FOR_ROW(g->p, PUT_REALS(y, FETCH(line));)
    }
  }
}

static void gather_patches(struct pool *pool, struct reals y, const float *images, const int32_t *ids,
                           struct patch_grid g) {
  const struct patches_args a = {y, images, ids, g, 0};
  pool_run(pool, gather_patches_task, &a, pieces(g.b * g.k, row_piece(g.c * g.p * g.p)));
}

static void scatter_patches_task(const void *arg, long image, void *scratch) {
  const struct patches_args *a = arg;
  const struct patch_grid *g = &a->g;
  (void)scratch;
  const float *dy = a->x + image * g->k * g->c * g->p * g->p;
  for (long r = image * g->k; r < (image + 1) * g->k; r++) {
    float *to = (float *)a->y.at + patch_start(a, r);
    for (long i = 0; i < g->c * g->p; i++, dy += g->p) {
      float *line = to + (i / g->p * g->height + i % g->p) * g->width;
      FOR_ROW(g->p, PUT(line, FETCH(line) + FETCH(dy));)
    }
  }
}

static void scatter_patches(struct pool *pool, float *dimages, const float *dy, const int32_t *ids,
                            struct patch_grid g) {
  const struct patches_args a = {{dimages, 0}, dy, ids, g, 0};
  pool_run(pool, scatter_patches_task, &a, g.b);
}

// channels_last copies a patch in the order row, column, channel. `channels` is a
// constant for the usual three, so that the compiler can weave them together.
INLINE void channels_last(float *y, const float *from, const struct patch_grid *g, const long channels) {
  const long plane = g->height * g->width;
  for (long line = 0; line < g->p; line++, from += g->width, y += g->p * channels)
    for (long x = 0; x < g->p; x++)
      for (long c = 0; c < channels; c++) y[x * channels + c] = from[c * plane + x];
}

static void normalise_patch(float *y, long size) {
  float mean = row_mean(y, size);
  const float squares = row_squares(y, size, &mean);
  const float factor = 1 / __builtin_sqrtf(squares / (float)(size - 1) + 1e-6f);
  FOR_ROW(size, PUT(y, (FETCH(y) - mean) * factor);)
}

static void pixel_target_task(const void *arg, long task, void *scratch) {
  const struct patches_args *a = arg;
  const struct patch_grid *g = &a->g;
  (void)scratch;
  const long size = g->c * g->p * g->p, step = row_piece(size), end = l_min(g->b * g->k, (task + 1) * step);
  for (long r = task * step; r < end; r++) {
    float *y = (float *)a->y.at + r * size;
    if (g->c == 3)
      channels_last(y, a->x + patch_start(a, r), g, 3);
    else
      channels_last(y, a->x + patch_start(a, r), g, g->c);
    if (a->normalise) normalise_patch(y, size);
  }
}

static void pixel_target(struct pool *pool, float *y, const float *images, const int32_t *ids, struct patch_grid g,
                         int normalise) {
  const struct patches_args a = {{y, 0}, images, ids, g, normalise};
  pool_run(pool, pixel_target_task, &a, pieces(g.b * g.k, row_piece(g.c * g.p * g.p)));
}
