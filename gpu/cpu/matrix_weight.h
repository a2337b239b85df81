// dw (out, in) = dyᵀ x and db, the sums of dy's rows: a product whose k, the rows, is
// long, and of which both sides are used once.
//
// It goes strip of rows by strip. First both sides of a strip are copied into panels: in
// place their rows lie far apart, and where that is a power of two they share their
// lines of the caches. All strips use the same place, which so stays in the caches.
//
//	work: panels of x, NR columns each | panels of dy, MR each | of each strip the sums of dy's rows
//
// Then a task has a block of dw, `tall` panels of dy by `wide` panels of x, and adds
// the strip's product to it. A panel of x stays in L1 while the block's panels of dy,
// which stay in L2, go past it.

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
  long strip, now; // rows of a strip; which one
  long tall, wide;
  float *left, *right, *sums; // dy and x as panels; of each strip the sums of dy's rows
};

// strip_rows is how many rows the strip has that is worked on.
INLINE long strip_rows(const struct weight_product *p) { return l_min(p->strip, p->rows - p->now * p->strip); }

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
INLINE void pack_side(const struct weight_product *p, float *all, struct reals from, long n, const int width, long first,
                      float *sums) {
  const long k0 = p->now * p->strip, rows = strip_rows(p), k = deep(rows, p->pairs);
  const long j0 = first * width, some = l_min(n - j0, TOGETHER * width);
  float *to = all + j0 * k;
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
  const long left = panels(p->out, TOGETHER * MR);
  if (task < left)
    pack_side(p, p->left, p->dy, p->out, MR, task * TOGETHER, p->db ? p->sums + p->now * p->out : 0);
  else
    pack_side(p, p->right, p->x, p->in, NR, (task - left) * TOGETHER, 0);
}

// sum_strips adds columns i0 to i1 of all strips' sums to db.
static void sum_strips(const struct weight_product *p, long i0, long i1) {
  for (long i = i0; i < i1; i += W) {
    V sum = p->adds ? load_some(p->db + i, i1 - i) : (V){};
    for (long strip = 0; strip < panels(p->rows, p->strip); strip++) sum += load_some(p->sums + strip * p->out + i, i1 - i);
    store_some(p->db + i, sum, i1 - i);
  }
}

static void weight_task(const void *arg, long task, void *scratch) {
  const struct weight_product *p = arg;
  (void)scratch;
  const long across = panels(panels(p->out, MR), p->tall);
  const long i0 = task % across * p->tall * MR, i1 = l_min(p->out, i0 + p->tall * MR);
  const long j0 = task / across * p->wide * NR, j1 = l_min(p->in, j0 + p->wide * NR);
  const long k = deep(strip_rows(p), p->pairs);
  const int adds = p->adds || p->now > 0;
  float c[MR * NR] __attribute__((aligned(64)));
  panel_fn *multiply = p->pairs ? dot_panels : tile_panels;
  const struct reals dw = {p->dw, 0};
  const struct ending e = {.c = dw, .plus = adds ? dw : (struct reals){}, .n = p->in};
  for (long j = j0; j < j1; j += NR)
    for (long i = i0; i < i1; i += MR) {
      const long mr = l_min(MR, i1 - i);
      expect(&e, i, j, mr);
      if (mr == MR && j + NR <= j1) {
        multiply(p->left + i * k, p->right + j * k, p->dw + i * p->in + j, k, p->in, adds);
      } else {
        multiply(p->left + i * k, p->right + j * k, c, k, NR, 0);
        finish(&e, c, i, j, mr);
      }
    }
  if (p->db && j0 == 0 && (p->now + 1) * p->strip >= p->rows) sum_strips(p, i0, i1);
}

// strip_of is how many rows there are in a strip: an even number, lest a pair be half empty.
static long strip_of(long rows) {
  const long even = evenly(rows, STRIP);
  return even + even % 2;
}

// side_size is that of a strip's panels of n columns.
static long side_size(long strip, long n, long width, int pairs) { return deep(strip, pairs) * panels(n, width) * width; }

static long linear_weight_work(long rows, long out, long in, int pairs) {
  const long strip = strip_of(rows);
  return side_size(strip, out, MR, pairs) + side_size(strip, in, NR, pairs) + panels(rows, strip) * out;
}

static void linear_weight(struct pool *pool, float *work, float *dw, float *db, struct reals dy,
                          struct reals x, long rows, long out, long in, int pairs, int add) {
  const long tall = panels(out, MR), wide = panels(in, NR), strip = strip_of(rows);
  struct weight_product p = {.dy = dy, .x = x, .pairs = pairs, .dw = dw, .db = db, .adds = add};
  p.rows = rows, p.out = out, p.in = in, p.strip = strip;
  p.right = work, p.left = p.right + side_size(strip, in, NR, pairs), p.sums = p.left + side_size(strip, out, MR, pairs);
  p.wide = evenly(wide, BLOCK_WIDE);
  p.tall = evenly(tall, l_min(BLOCK_TALL, tall * panels(wide, p.wide) / WEIGHT_TASKS));
  do { // once at least: no rows sum to 0
    pool_run(pool, pack_sides_task, &p, panels(out, TOGETHER * MR) + panels(in, TOGETHER * NR));
    pool_run(pool, weight_task, &p, panels(tall, p.tall) * l_max(1, panels(wide, p.wide))); // db even without x
    p.now++;
  } while (p.now * strip < rows);
}
