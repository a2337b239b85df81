// dw (out, in) = dyᵀ x and db, the sums of dy's rows: a product whose k, the rows, is
// long, and of which both sides are used once.
//
// First both sides are copied into panels, strip of rows by strip. In place their rows
// lie far apart, and where that is a power of two they share their lines of the caches.
//
//	work: strip 0: panels of x, NR columns each | strip 1 .. | strip 0: panels of dy, MR each | strip 1 ..
//
// and a strip's rows of dy are summed on the way.
//
// Then a task has a block of dw, `tall` panels of dy by `wide` panels of x, and adds
// the products of one strip after the other to it. A panel of x stays in L1 while the
// block's panels of dy, which stay in L2, go past it.

enum {
  STRIP = 256,       // rows at most
  WEIGHT_TASKS = 16, // so many at least, where there are enough tiles
  BLOCK_TALL = 32,   // panels of a block at most
  BLOCK_WIDE = 8,
  TOGETHER = 8,      // panels that one task copies
  NEAR = 8,          // rows that it copies while they are in L1
};

struct weight_product {
  struct reals dy, x;
  int pairs; // of bfloat16 are multiplied: of neighbouring rows
  float *dw, *db;
  int adds;
  long rows, out, in;
  long strip;
  long tall, wide;
  float *left, *right, *sums; // dy and x as panels; of each strip the sums of dy's rows
};

// side is where a strip's panels of n columns begin.
INLINE float *side(const struct weight_product *p, float *panels_of, long strip, long n, long width) {
  return panels_of + deep(strip * p->strip, p->pairs) * panels(n, width) * width;
}

// add_rows adds n columns of some rows to sums.
INLINE void add_rows(float *sums, struct reals from, long rows, long stride, long n) {
  for (long j = 0; j < n; j += W) {
    V sum = load_some(sums + j, n - j);
    for (long r = 0; r < rows; r++) sum += r_load(from, r * stride + j, n - j);
    store_some(sums + j, sum, n - j);
  }
}

// fetch_rows sends for n columns of some rows: they lie too far apart for the processor
// to see the next one coming.
INLINE void fetch_rows(struct reals from, long rows, long stride, long n) {
  const long size = from.half ? 2 : 4;
  for (long r = 0; r < rows; r++)
    for (long k = 0; k < n * size; k += LINE) __builtin_prefetch((const char *)from.at + r * stride * size + k);
}

// pack_side copies some of a strip's panels, from panel `first` on, of a matrix of n
// columns, and adds up its rows, if sums are asked for.
INLINE void pack_side(const struct weight_product *p, float *all, struct reals from, long strip, long n, const int width,
                      long first, float *sums) {
  const long k0 = strip * p->strip, rows = l_min(p->strip, p->rows - k0), k = deep(rows, p->pairs);
  const long j0 = first * width, some = l_min(n - j0, TOGETHER * width);
  float *to = side(p, all, strip, n, width) + j0 * k;
  if (sums) memset(sums + j0, 0, some * sizeof(float));
  from = r_from(from, k0 * n + j0);
  for (long r = 0; r < rows; r += NEAR, from = r_from(from, NEAR * n)) {
    const long few = l_min(NEAR, rows - r);
    fetch_rows(r_from(from, few * n), l_min(NEAR, rows - r - few), n, some);
    if (sums) add_rows(sums + j0, from, few, n, some);
    float *at = to + deep(r, p->pairs) * width;
    if (!p->pairs) pack_panels(at, from.at, few, n, some, width, width * k);
    for (long j = 0; p->pairs && j < some; j += width, at += width * k)
      zip_columns(at, r_from(from, j), few, n, l_min(width, some - j), width, width);
  }
}

static void pack_sides_task(const void *arg, long task, void *scratch) {
  const struct weight_product *p = arg;
  (void)scratch;
  const long left = panels(p->out, TOGETHER * MR), right = panels(p->in, TOGETHER * NR);
  const long strip = task / (left + right), group = task % (left + right);
  if (group < left)
    pack_side(p, p->left, p->dy, strip, p->out, MR, group * TOGETHER, p->db ? p->sums + strip * p->out : 0);
  else
    pack_side(p, p->right, p->x, strip, p->in, NR, (group - left) * TOGETHER, 0);
}

// sum_strips adds columns i0 to i1 of all strips' sums to db.
static void sum_strips(const struct weight_product *p, long i0, long i1) {
  for (long i = i0; i < i1; i += W) {
    V sum = p->adds ? load_some(p->db + i, i1 - i) : (V){};
    for (long strip = 0; strip < panels(p->rows, p->strip); strip++) sum += load_some(p->sums + strip * p->out + i, i1 - i);
    store_some(p->db + i, sum, i1 - i);
  }
}

// strip_product is what a task does of a strip of so many rows, or pairs of them.
static void strip_product(const struct weight_product *p, const float *left, const float *right, long rows, long i0,
                          long i1, long j0, long j1, int adds) {
  float c[MR * NR] __attribute__((aligned(64)));
  panel_fn *multiply = p->pairs ? dot_panels : tile_panels;
  const struct reals dw = {p->dw, 0};
  const struct ending e = {.c = dw, .plus = adds ? dw : (struct reals){}, .n = p->in};
  for (long j = j0; j < j1; j += NR)
    for (long i = i0; i < i1; i += MR) {
      const long mr = l_min(MR, i1 - i);
      expect(&e, i, j, mr);
      if (mr == MR && j + NR <= j1) {
        multiply(left + i * rows, right + j * rows, p->dw + i * p->in + j, rows, p->in, adds);
      } else {
        multiply(left + i * rows, right + j * rows, c, rows, NR, 0);
        finish(&e, c, i, j, mr);
      }
    }
}

static void weight_task(const void *arg, long task, void *scratch) {
  const struct weight_product *p = arg;
  (void)scratch;
  const long across = panels(panels(p->out, MR), p->tall);
  const long i0 = task % across * p->tall * MR, i1 = l_min(p->out, i0 + p->tall * MR);
  const long j0 = task / across * p->wide * NR, j1 = l_min(p->in, j0 + p->wide * NR);
  int adds = p->adds;
  long strip = 0, k = 0;
  if (p->db && j0 == 0) sum_strips(p, i0, i1);
  do { // once at least: no rows sum to 0
    const long rows = l_min(p->strip, p->rows - k);
    strip_product(p, side(p, p->left, strip, p->out, MR), side(p, p->right, strip, p->in, NR), deep(rows, p->pairs),
                  i0, i1, j0, j1, adds);
    adds = 1, k += p->strip, strip++;
  } while (k < p->rows);
}

// strip_of is how many rows there are in a strip: an even number, lest a pair be half empty.
static long strip_of(long rows) {
  const long even = evenly(rows, STRIP);
  return even + even % 2;
}

static long side_size(long rows, long n, long width, int pairs) { return deep(rows, pairs) * panels(n, width) * width; }

static long linear_weight_work(long rows, long out, long in, int pairs) {
  return side_size(rows, out, MR, pairs) + side_size(rows, in, NR, pairs) + panels(rows, strip_of(rows)) * out;
}

static void linear_weight(struct pool *pool, float *work, float *dw, float *db, struct reals dy,
                          struct reals x, long rows, long out, long in, int pairs, int add) {
  const long tall = panels(out, MR), wide = panels(in, NR), strip = strip_of(rows);
  struct weight_product p = {.dy = dy, .x = x, .pairs = pairs, .dw = dw, .db = db, .adds = add};
  p.rows = rows, p.out = out, p.in = in, p.strip = strip;
  p.right = work, p.left = p.right + side_size(rows, in, NR, pairs), p.sums = p.left + side_size(rows, out, MR, pairs);
  p.wide = evenly(wide, BLOCK_WIDE);
  p.tall = evenly(tall, l_min(BLOCK_TALL, tall * panels(wide, p.wide) / WEIGHT_TASKS));
  pool_run(pool, pack_sides_task, &p, panels(rows, strip) * (panels(out, TOGETHER * MR) + panels(in, TOGETHER * NR)));
  pool_run(pool, weight_task, &p, panels(tall, p.tall) * l_max(1, panels(wide, p.wide))); // db even without x
}
