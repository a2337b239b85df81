// The three products of a linear layer, cut into tasks; see matrix.h.

#ifdef AMX
#include "matrix_tile_amx.h"
#else
#include "matrix_tile.h"
#endif

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
  struct reals a;
  const float *b; // packed
  struct ending e;
  long m, k, n;
  int pairs; // of bfloat16 are multiplied
  long tall, wide;
};

// lies tells whether a tile of mr rows reads a where it is: it holds what is multiplied,
// and its rows do not collide.
INLINE int lies(const struct product *p, long mr) {
  if (reads_whole(mr)) return 0;
  if (p->pairs) return p->a.half && p->k % (2 * DEPTH) == 0 && p->k % (2 * COLLIDING) != 0;
  return p->k % COLLIDING != 0;
}

// left_side is rows i to i + mr of a as tiles read them.
INLINE const float *left_side(const struct product *p, long i, long mr, void *scratch) {
  const struct reals a = r_from(p->a, i * p->k);
  if (lies(p, mr)) return a.at;
  return p->pairs ? pack_pairs(scratch, a, mr, p->k, p->k) : pack_pieces(scratch, a.at, mr, p->k);
}

static void product_task(const void *arg, long task, void *scratch) {
  const struct product *p = arg;
  float c[MR * NR] __attribute__((aligned(64)));
  long across = panels(panels(p->m, MR), p->tall), k = deep(p->k, p->pairs);
  long i0 = task % across * p->tall * MR, i1 = l_min(p->m, i0 + p->tall * MR);
  long j0 = task / across * p->wide * NR, j1 = l_min(p->n, j0 + p->wide * NR);
  tiles_begin();
  for (long i = i0; i < i1; i += MR) {
    long mr = l_min(MR, i1 - i);
    const float *a = left_side(p, i, mr, scratch);
    tile_fn *multiply = tile_for(lies(p, mr), p->pairs, mr);
    for (long j = j0; j < j1; j += NR) {
      expect(&p->e, i, j, mr);
      multiply(a, p->b + j * k, c, k, k);
      finish(&p->e, c, i, j, mr);
    }
  }
  tiles_end();
}

// evenly is how many of n go into each part, when no part may have more than most.
INLINE long evenly(long n, long most) {
  most = most < 1 ? 1 : most;
  long parts = (n + most - 1) / most;
  return parts < 1 ? 1 : (n + parts - 1) / parts;
}

static void product(struct pool *pool, struct product p) {
  long tall = panels(p.m, MR), wide = panels(p.n, NR), k = deep(p.k, p.pairs), one = MR * NR * k + 1;
  p.e.n = p.n, p.e.halves = p.e.c.half || p.e.slope.half || p.e.plus.half || p.e.times.half;
  p.wide = evenly(wide, l_max(GROUP_PANELS, GROUP_BYTES / (NR * (k + !k) * (long)sizeof(float))));
  p.tall = evenly(tall, TASK_SIZE / (one * p.wide));
  pool_run(pool, product_task, &p, panels(tall, p.tall) * panels(wide, p.wide));
}

static void linear(struct pool *pool, struct reals y, struct reals x, const float *packed, const float *b, long rows,
                   long out, long in, int pairs, int gelu, struct reals slope, struct reals residual) {
  struct ending e = {.c = y, .slope = slope, .bias = b, .plus = residual, .gelu = gelu};
  product(pool, (struct product){.a = x, .b = packed, .e = e, .m = rows, .k = in, .n = out, .pairs = pairs});
}

static void linear_input(struct pool *pool, struct reals dx, struct reals dy, const float *packed, long rows, long out,
                         long in, int pairs, struct reals slope, int add) {
  struct ending e = {.c = dx, .times = slope, .plus = add ? dx : (struct reals){}};
  product(pool, (struct product){.a = dy, .b = packed, .e = e, .m = rows, .k = out, .n = in, .pairs = pairs});
}

#include "matrix_weight.h"

#define MATRIX_KERNELS                                                              \
  {                                                                                 \
    .packed = packed, .pack = pack, .linear = linear, .linear_input = linear_input, \
    .linear_weight = linear_weight                                                  \
  }
