// The three products of a linear layer, cut into tasks; see matrix.h.

#include "matrix_tile.h"

#include "matrix_pack.h"

#include "matrix_finish.h"

enum {
  TASK_SIZE = 1 << 20,  // multiply-adds that are worth giving to another thread
  GROUP_BYTES = 1 << 19, // of b's panels that a task goes through for each panel of a: half of L2
  GROUP_PANELS = 8,     // but so many at least, or a would be read too often
  COLLIDING = 1024,     // rows so many floats apart share their lines of L1
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
  float c[MR * NR] __attribute__((aligned(64)));
  long across = panels(panels(p->m, MR), p->tall);
  long i0 = task % across * p->tall * MR, i1 = l_min(p->m, i0 + p->tall * MR);
  long j0 = task / across * p->wide * NR, j1 = l_min(p->n, j0 + p->wide * NR);
  int packs = p->k % COLLIDING == 0;
  for (long i = i0; i < i1; i += MR) {
    long mr = l_min(MR, i1 - i);
    const float *a = p->a + i * p->k;
    if (packs) a = pack_pieces(scratch, a, mr, p->k);
    for (long j = j0; j < j1; j += NR) {
      expect(&p->e, i, j, mr);
      (packs ? tile_pieces : tile_direct)[mr](a, p->b + j * p->k, c, p->k, p->k, NR);
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
  p.wide = evenly(wide, l_max(GROUP_PANELS, GROUP_BYTES / (NR * (p.k + !p.k) * (long)sizeof(float))));
  p.tall = evenly(tall, TASK_SIZE / (one * p.wide));
  pool_run(pool, product_task, &p, panels(tall, p.tall) * panels(wide, p.wide));
}

static void linear(struct pool *pool, float *y, const float *x, const float *packed, const float *b, long rows, long out,
                   long in, int gelu, float *pre, const float *residual) {
  struct ending e = {.c = y, .pre = pre, .bias = b, .plus = residual, .n = out, .gelu = gelu};
  product(pool, (struct product){.a = x, .b = packed, .e = e, .m = rows, .k = in, .n = out});
}

static void linear_input(struct pool *pool, float *dx, const float *dy, const float *packed, long rows, long out, long in,
                         const float *pre, int add) {
  struct ending e = {.c = dx, .slope = pre, .plus = add ? dx : 0, .n = in};
  product(pool, (struct product){.a = dy, .b = packed, .e = e, .m = rows, .k = out, .n = in});
}

// weight_product is dw (out, in) = dyᵀ x and db, the sums of dy's rows, strip by
// strip: STRIP rows of dy and x are multiplied while they are in L2, and added to
// dw. A task is `tall` panels of dy's columns by `wide` panels of x's.
enum {
  STRIP = 192,
  WEIGHT_TASKS = 16, // so many at least, where there are enough tiles
  FAR = 512,        // rows of so many floats lie too far apart for the processor to fetch ahead
  COPIES = MR < 12  // a small tile needs them faster than they come from there
};

struct weight_product {
  const float *dy, *x;
  float *dw, *db;
  int adds;
  long rows, out, in;
  long tall, wide;
};

// strip is the rows of one strip and the columns of one task.
struct strip {
  const struct weight_product *p;
  const float *dy, *x; // from the strip's first row on
  float *panels;       // of x, packed, from column `packed` on; and after them one of dy
  long rows, i0, i1, j0, j1, packed;
  int last;
};

// strip_sums adds the strip's rows of dy to db.
static void strip_sums(const struct strip *s, int add) {
  const struct weight_product *p = s->p;
  for (long i = s->i0; i < s->i1; i += W) {
    V sum[4] = {}; // of every fourth row, so that one addition need not wait for the other
    for (long r = 0; r + 4 <= s->rows; r += 4)
#pragma GCC unroll 4
      for (int v = 0; v < 4; v++) sum[v] += load_some(s->dy + (r + v) * p->out + i, p->out - i);
    for (long r = s->rows / 4 * 4; r < s->rows; r++) sum[0] += load_some(s->dy + r * p->out + i, p->out - i);
    V all = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    if (add) all += load_some(p->db + i, s->i1 - i);
    store_some(p->db + i, all, s->i1 - i);
  }
}

// strip_ahead fetches a part of what the next strip needs of x, while the panel of
// dy that starts at column i is multiplied with the panel of x at column j.
INLINE void strip_ahead(const struct strip *s, long i, long j) {
  const struct weight_product *p = s->p;
  if (s->last || p->in < FAR) return;
  long across = panels(s->i1 - s->i0, MR), rows = panels(STRIP, across);
  const float *x = s->x + (STRIP + (i - s->i0) / MR * rows) * p->in + j;
  for (long r = 0; r < rows; r++, x += p->in)
    for (int k = 0; k < NR; k += LINE) __builtin_prefetch(x + k);
}

// strip_pack packs what is better not read where it lies: x's last panel when it is
// not a whole one, and all of them when rows are far apart.
static void strip_pack(struct strip *s) {
  const struct weight_product *p = s->p;
  s->packed = COPIES && p->in > FAR ? s->j0 : s->j1 / NR * NR;
  for (long r = 0; r < s->rows; r += 8) // so few rows at a time are streams that the processor sees
    for (long j = s->packed; j < s->j1; j += NR)
      pack_columns(s->panels + (j - s->packed) * s->rows + r * NR, s->x + r * p->in + j, l_min(8, s->rows - r), p->in,
                   s->j1 - j);
}

static void strip_product(const struct strip *s, int add) {
  const struct weight_product *p = s->p;
  float c[MR * NR] __attribute__((aligned(64))), *copy = s->panels + p->wide * NR * STRIP;
  struct ending e = {.c = p->dw, .plus = add ? p->dw : 0, .n = p->in};
  for (long i = s->i0; i < s->i1; i += MR) {
    long mr = l_min(MR, s->i1 - i), stride = p->out;
    const float *dy = s->dy + i;
    if (COPIES && p->out > FAR) dy = pack_turned_rows(copy, dy, s->rows, stride, mr), stride = mr;
    for (long j = s->j0; j < s->j1; j += NR) {
      int packed = j >= s->packed;
      const float *x = packed ? s->panels + (j - s->packed) * s->rows : s->x + j;
      expect(&e, i, j, mr);
      strip_ahead(s, i, j);
      tile_turned[mr](dy, x, c, s->rows, stride, packed ? NR : p->in);
      finish(&e, c, i, j, mr);
    }
  }
}

static void weight_task(const void *arg, long task, void *scratch) {
  const struct weight_product *p = arg;
  long across = panels(panels(p->out, MR), p->tall);
  struct strip s = {.p = p, .panels = scratch};
  s.i0 = task % across * p->tall * MR, s.i1 = l_min(p->out, s.i0 + p->tall * MR);
  s.j0 = task / across * p->wide * NR, s.j1 = l_min(p->in, s.j0 + p->wide * NR);
  long k = 0;
  do { // once at least: no rows sum to 0
    s.dy = p->dy + k * p->out, s.x = p->x + k * p->in;
    s.rows = l_min(STRIP, p->rows - k), s.last = k + STRIP >= p->rows;
    strip_pack(&s);
    strip_product(&s, p->adds || k > 0);
    if (p->db && s.j0 == 0) strip_sums(&s, p->adds || k > 0);
    k += STRIP;
  } while (k < p->rows);
}

static void linear_weight(struct pool *pool, float *dw, float *db, const float *dy, const float *x, long rows, long out,
                          long in, int add) {
  struct weight_product p = {.dy = dy, .x = x, .dw = dw, .db = db, .adds = add, .rows = rows, .out = out, .in = in};
  long tall = panels(out, MR), wide = panels(in, NR);
  p.wide = evenly(wide, l_min(GROUP_PANELS, tall * wide / WEIGHT_TASKS));
  p.tall = evenly(tall, l_min(16, tall * panels(wide, p.wide) / WEIGHT_TASKS));
  pool_run(pool, weight_task, &p, panels(tall, p.tall) * l_max(1, panels(wide, p.wide))); // db even without x
}

#define MATRIX_KERNELS                                                              \
  {                                                                                 \
    .packed = packed, .pack = pack, .linear = linear, .linear_input = linear_input, \
    .linear_weight = linear_weight                                                  \
  }
