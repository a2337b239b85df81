// Moving tokens about. A task is one image; sums over all images are made by other
// tasks, each of which owns some columns.
#include "row_loop.h"

struct tokens_args {
  float *y;
  const float *x, *token, *pos; // token is what stands in for patches: cls or mask
  const int32_t *ids;
  float *work, *dtoken, *dpos;
  long b, k, n, d;
  int add;
};

INLINE void copy_row(float *y, const float *x, long d) { FOR_ROW(d, PUT(y, FETCH(x));) }

// sum_row: y = x + z, where z may be absent.
INLINE void sum_row(float *y, const float *x, const float *z, long d) {
  if (z)
    FOR_ROW(d, PUT(y, FETCH(x) + FETCH(z));)
  else
    copy_row(y, x, d);
}

INLINE void add_row(float *y, const float *x, long d) { sum_row(y, y, x, d); }

static void embed_task(const void *arg, long image, void *scratch) {
  const struct tokens_args *a = arg;
  (void)scratch;
  const long k = a->k, d = a->d;
  float *y = a->y + image * (1 + k) * d;
  const float *x = a->x + image * k * d;
  sum_row(y, a->token, a->pos, d);
  for (long i = 0; i < k; i++) sum_row(y + (1 + i) * d, x + i * d, a->pos + (1 + a->ids[image * k + i]) * d, d);
}

static void embed(struct pool *pool, float *y, const float *x, const float *cls, const float *pos, const int32_t *ids,
                  long b, long k, long d) {
  const struct tokens_args a = {.y = y, .x = x, .token = cls, .pos = pos, .ids = ids, .k = k, .d = d};
  pool_run(pool, embed_task, &a, b);
}

static void embed_backward_task(const void *arg, long image, void *scratch) {
  const struct tokens_args *a = arg;
  (void)scratch;
  const long k = a->k, d = a->d;
  copy_row(a->y + image * k * d, a->x + (image * (1 + k) + 1) * d, k * d);
}

enum { COLUMNS = 4 * W }; // of a task that sums over images

// embed_sums_task adds columns of dy to dcls and dpos, image by image.
static void embed_sums_task(const void *arg, long task, void *scratch) {
  const struct tokens_args *a = arg;
  (void)scratch;
  const long d = a->d, from = task * COLUMNS, cols = l_min(COLUMNS, d - from);
  for (long image = 0; image < a->b; image++) {
    const float *dy = a->x + image * (1 + a->k) * d + from;
    add_row(a->dtoken + from, dy, cols);
    if (!a->dpos) continue;
    add_row(a->dpos + from, dy, cols);
    for (long i = 0; i < a->k; i++)
      add_row(a->dpos + (1 + a->ids[image * a->k + i]) * d + from, dy + (1 + i) * d, cols);
  }
}

static void embed_backward(struct pool *pool, float *dx, float *dcls, float *dpos, const float *dy,
                           const int32_t *ids, long b, long k, long n, long d, int add_params) {
  const struct tokens_args a = {
      .y = dx, .x = dy, .ids = ids, .dtoken = dcls, .dpos = dpos, .b = b, .k = k, .n = n, .d = d};
  if (!add_params) memset(dcls, 0, sizeof(float) * (size_t)d);
  if (!add_params && dpos) memset(dpos, 0, sizeof(float) * (size_t)((1 + n) * d));
  pool_run(pool, embed_backward_task, &a, b);
  pool_run(pool, embed_sums_task, &a, pieces(d, COLUMNS));
}

// kept is the row of the shuffled tokens that token t of an image comes from, 0 for
// the first, or -1 where the mask token stands.
INLINE long kept(const struct tokens_args *a, long image, long t) {
  if (t == 0) return 0;
  const long at = a->ids[image * a->n + t - 1];
  return at < a->k ? 1 + at : -1;
}

static void unshuffle_task(const void *arg, long image, void *scratch) {
  const struct tokens_args *a = arg;
  (void)scratch;
  const long d = a->d;
  float *y = a->y + image * (1 + a->n) * d;
  const float *x = a->x + image * (1 + a->k) * d;
  for (long t = 0; t < 1 + a->n; t++) {
    const long at = kept(a, image, t);
    sum_row(y + t * d, at < 0 ? a->token : x + at * d, a->pos ? a->pos + t * d : 0, d);
  }
}

static void unshuffle(struct pool *pool, float *y, const float *x, const float *mask, const float *pos,
                      const int32_t *restore, long b, long k, long n, long d) {
  const struct tokens_args a = {.y = y, .x = x, .token = mask, .pos = pos, .ids = restore, .k = k, .n = n, .d = d};
  pool_run(pool, unshuffle_task, &a, b);
}

static long unshuffle_backward_work(long b, long d) { return b * d; }

// unshuffle_backward_task sums the mask token's rows of one image in its row of
// working space.
static void unshuffle_backward_task(const void *arg, long image, void *scratch) {
  const struct tokens_args *a = arg;
  (void)scratch;
  const long d = a->d;
  float *dx = a->y + image * (1 + a->k) * d, *sum = a->work + image * d;
  const float *dy = a->x + image * (1 + a->n) * d;
  memset(sum, 0, sizeof(float) * (size_t)d);
  for (long t = 0; t < 1 + a->n; t++, dy += d) {
    const long at = kept(a, image, t);
    if (at < 0)
      add_row(sum, dy, d);
    else
      copy_row(dx + at * d, dy, d);
  }
}

static void mask_sums_task(const void *arg, long task, void *scratch) {
  const struct tokens_args *a = arg;
  (void)scratch;
  const long d = a->d, from = task * COLUMNS, cols = l_min(COLUMNS, d - from);
  if (!a->add) memset(a->dtoken + from, 0, sizeof(float) * (size_t)cols);
  for (long image = 0; image < a->b; image++) add_row(a->dtoken + from, a->work + image * d + from, cols);
}

static void unshuffle_backward(struct pool *pool, float *work, float *dx, float *dmask, const float *dy,
                               const int32_t *restore, long b, long k, long n, long d, int add_mask) {
  const struct tokens_args a = {.y = dx, .x = dy, .ids = restore, .work = work, .dtoken = dmask, .b = b, .k = k, .n = n,
                                .d = d, .add = add_mask};
  pool_run(pool, unshuffle_backward_task, &a, b);
  pool_run(pool, mask_sums_task, &a, pieces(d, COLUMNS));
}

static void gather_rows_task(const void *arg, long image, void *scratch) {
  const struct tokens_args *a = arg;
  (void)scratch;
  const long d = a->d;
  for (long r = image * a->k; r < (image + 1) * a->k; r++)
    copy_row(a->y + r * d, a->x + (image * a->n + a->ids[r]) * d, d);
}

static void gather_rows(struct pool *pool, float *y, const float *x, const int32_t *ids, long b, long n, long k,
                        long d) {
  const struct tokens_args a = {.y = y, .x = x, .ids = ids, .k = k, .n = n, .d = d};
  pool_run(pool, gather_rows_task, &a, b);
}

static void scatter_rows_task(const void *arg, long image, void *scratch) {
  const struct tokens_args *a = arg;
  (void)scratch;
  const long d = a->d;
  float *dx = a->y + image * a->n * d;
  if (!a->add) memset(dx, 0, sizeof(float) * (size_t)(a->n * d));
  for (long r = image * a->k; r < (image + 1) * a->k; r++) add_row(dx + a->ids[r] * d, a->x + r * d, d);
}

static void scatter_rows(struct pool *pool, float *dx, const float *dy, const int32_t *ids, long b, long n, long k,
                         long d, int add) {
  const struct tokens_args a = {.y = dx, .x = dy, .ids = ids, .k = k, .n = n, .d = d, .add = add};
  pool_run(pool, scatter_rows_task, &a, b);
}

#define TOKEN_KERNELS                                     \
  {                                                       \
    .gather_patches = gather_patches,                     \
    .scatter_patches = scatter_patches,                   \
    .pixel_target = pixel_target,                         \
    .embed = embed,                                       \
    .embed_backward = embed_backward,                     \
    .unshuffle = unshuffle,                               \
    .unshuffle_backward = unshuffle_backward,             \
    .unshuffle_backward_work = unshuffle_backward_work,   \
    .gather_rows = gather_rows,                           \
    .scatter_rows = scatter_rows,                         \
    .mean_rows = mean_rows,                               \
    .mean_rows_backward = mean_rows_backward,             \
    .scale_rows = scale_rows,                             \
  }
