// The three products of a linear layer, cut into tasks; see matrix.h.

#include "matrix_tile.h"

#include "matrix_pack.h"

#include "matrix_finish.h"

enum {
  TASK_SIZE = 1 << 20,  // multiply-adds that are worth giving to another thread
  GROUP_BYTES = 1 << 19 // of b's panels that a task goes through for each panel of a: half of L2
};

// product is c (m, n) = a (m, k) b (k, n). A task is `tall` panels of a by `wide`
// panels of b; tasks with the same panels of b follow each other, so that these
// stay in L2.
struct product {
  const float *a, *b; // b is packed
  struct ending e;
  long m, k, n;
  long tall, wide;
};

static void product_task(const void *arg, long task, void *scratch) {
  const struct product *p = arg;
  float c[MR * NR] __attribute__((aligned(64))), *panel = scratch;
  long across = panels(panels(p->m, MR), p->tall);
  long i0 = task % across * p->tall * MR, i1 = l_min(p->m, i0 + p->tall * MR);
  long j0 = task / across * p->wide * NR, j1 = l_min(p->n, j0 + p->wide * NR);
  long ahead = MR * p->k / ((j1 - j0) / NR + 1) + LINE; // of the next panel, for each tile of this one
  for (long i = i0; i < i1; i += MR) {
    long mr = l_min(MR, i1 - i);
    const float *next = p->a + (i + mr) * p->k, *end = p->a + l_min(p->m, i + mr + MR) * p->k;
    pack_straight(panel, p->a + i * p->k, mr, p->k, p->k);
    for (long j = j0; j < j1; j += NR) {
      expect(&p->e, i, j, mr);
      for (const float *stop = next + ahead; next < stop && next < end; next += LINE) __builtin_prefetch(next);
      tile_straight[mr](panel, p->b + j * p->k, c, p->k);
      finish(&p->e, c, i, j, mr);
    }
  }
}

// evenly is how many of n go into each part, when no part may have more than most.
INLINE long evenly(long n, long most) {
  most = most < 1 ? 1 : most;
  long parts = (n + most - 1) / most;
  return parts < 1 ? 1 : (n + parts - 1) / parts;
}

static void product(struct pool *pool, struct product p) {
  long tall = panels(p.m, MR), wide = panels(p.n, NR), one = MR * NR * p.k + 1;
  p.wide = evenly(wide, GROUP_BYTES / (NR * (p.k + 1) * (long)sizeof(float)));
  p.tall = evenly(tall, TASK_SIZE / (one * p.wide));
  pool_run(pool, product_task, &p, panels(tall, p.tall) * panels(wide, p.wide));
}

static void linear(struct pool *pool, float *y, const float *x, const float *packed, const float *b, long rows, long out,
                   long in, int gelu, float *pre, const float *residual) {
  struct ending e = {.c = y, .pre = pre, .bias = b, .residual = residual, .n = out, .gelu = gelu};
  product(pool, (struct product){.a = x, .b = packed, .e = e, .m = rows, .k = in, .n = out});
}

static void linear_input(struct pool *pool, float *dx, const float *dy, const float *packed, long rows, long out, long in,
                         const float *pre, int add) {
  struct ending e = {.c = dx, .slope = pre, .n = in, .add = add};
  product(pool, (struct product){.a = dy, .b = packed, .e = e, .m = rows, .k = out, .n = in});
}

// linear_weight packs pieces of STRIP rows of dy and x and sums each piece of dy
// for db, all at once; then it multiplies.
enum { STRIP = 64 };

struct weight_args {
  float *a, *b, *sums; // dy and x packed; sums of dy's strips (strips, out)
  float *db;
  const float *dy, *x;
  struct ending e;
  long rows, out, in, strips;
  long tall;
};

// pack_some packs n rows of both from row k on: few, so that the processor sees
// them as so many streams.
INLINE void pack_some(const struct weight_args *p, long k, long n) {
  const float *dy = p->dy + k * p->out, *x = p->x + k * p->in;
  for (long i = 0; i < p->out; i += MR) {
    long mr = l_min(MR, p->out - i);
    pack_columns(p->a + i * p->rows + k * mr, dy + i, n, p->out, mr, MR, 0);
  }
  for (long j = 0; j < p->in; j += NR) pack_columns(p->b + j * p->rows + k * NR, x + j, n, p->in, p->in - j, NR, 1);
}

static void strip_task(const void *arg, long task, void *scratch) {
  const struct weight_args *p = arg;
  (void)scratch;
  long k = task * STRIP, n = l_min(STRIP, p->rows - k);
  const float *dy = p->dy + k * p->out;
  for (long r = 0; r < n; r += 8) pack_some(p, k + r, l_min(8, n - r));
  if (!p->db) return;
  for (long i = 0; i < p->out; i += W) {
    V sum = {};
    for (long r = 0; r < n; r++) sum += load_some(dy + r * p->out + i, p->out - i);
    store_some(p->sums + task * p->out + i, sum, p->out - i);
  }
}

static void weight_bias(const struct weight_args *p) {
  for (long i = 0; i < p->out; i += W) {
    V sum = {};
    for (long s = 0; s < p->strips; s++) sum += load_some(p->sums + s * p->out + i, p->out - i);
    if (p->e.add) sum += load_some(p->db + i, p->out - i);
    store_some(p->db + i, sum, p->out - i);
  }
}

// weight_task does one panel of x and `tall` panels of dy; the task after the last
// sums db.
static void weight_task(const void *arg, long task, void *scratch) {
  const struct weight_args *p = arg;
  (void)scratch;
  float c[MR * NR] __attribute__((aligned(64)));
  long across = panels(panels(p->out, MR), p->tall), j = task / across * NR;
  if (j >= p->in) {
    weight_bias(p);
    return;
  }
  long i0 = task % across * p->tall * MR, i1 = l_min(p->out, i0 + p->tall * MR);
  for (long i = i0; i < i1; i += MR) {
    long mr = l_min(MR, i1 - i);
    expect(&p->e, i, j, mr);
    tile_turned[mr](p->a + i * p->rows, p->b + j * p->rows, c, p->rows);
    finish(&p->e, c, i, j, mr);
  }
}

static void linear_weight(struct pool *pool, float *work, float *dw, float *db, const float *dy, const float *x,
                          long rows, long out, long in, int add) {
  struct weight_args p = {.db = db, .dy = dy, .x = x, .rows = rows, .out = out, .in = in};
  p.e = (struct ending){.c = dw, .n = in, .add = add};
  p.strips = panels(rows, STRIP);
  p.b = work;
  p.a = p.b + packed(rows, in);
  p.sums = p.a + rows * out;
  p.tall = evenly(panels(out, MR), TASK_SIZE / (MR * NR * rows + 1));
  pool_run(pool, strip_task, &p, p.strips);
  pool_run(pool, weight_task, &p, panels(panels(out, MR), p.tall) * panels(in, NR) + (db != 0));
}

static long linear_weight_work(long rows, long out, long in) {
  return packed(rows, in) + rows * out + panels(rows, STRIP) * out;
}

#define MATRIX_KERNELS                                                              \
  {                                                                                 \
    .packed = packed, .pack = pack, .linear = linear, .linear_input = linear_input, \
    .linear_weight = linear_weight, .linear_weight_work = linear_weight_work        \
  }
