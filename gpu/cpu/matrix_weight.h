// dw (out, in) = dyᵀ x and db, the sums of dy's rows: a product whose k, the rows, is
// long, and of which both sides are used once.
//
// A task has a block of dw, `tall` panels of dy by `wide` panels of x, and goes through
// the rows strip by strip. First its columns of both sides are copied into panels: in
// place their rows lie far apart, and where that is a power of two they share their
// lines of the caches. Then it adds the strip's product to its block.
//
//	scratch: panels of x, NR columns each | panels of dy, MR each | sums of dy's rows
//
// A panel of x stays in L1 while the panels of dy go past it, which like the block stay
// in L2. No two tasks wait for each other: each copies what it needs, a few vectors for
// hundreds of multiply-adds. A sum is in one block and adds strips in order, so that the
// blocks may be cut by the number of threads and change no bits.

enum {
  STRIP = DEPTH > 1 ? 512 : 256, // rows at most
  TASKS_EACH = 4,   // of a thread, where there are enough tiles
  LEAST_TALL = 8,   // panels of a block, or copying would cost too much
  BLOCK_TALL = 22,  // at most: block and panels stay in L2
  BLOCK_WIDE = 8,
  TOGETHER = 8,     // panels that are copied together
  NEAR = DEPTH > 1 ? 2 * DEPTH : 8, // rows that are copied while they are in L1
};

_Static_assert((STRIP * (BLOCK_TALL * MR + BLOCK_WIDE * NR) + 2 * BLOCK_TALL * MR) * sizeof(float) <= SCRATCH_BYTES,
               "a block's panels fit");

struct weight_product {
  struct reals dy, x;
  int pairs; // of bfloat16 are multiplied: of neighbouring rows
  float *dw, *db;
  int adds;
  long rows, out, in;
  long strip; // rows at most
  long tall, wide;
};

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

// zip_panels makes panels of pairs, `below` apart, of n columns of some rows: of x, or of
// dy, which are a's and where it says so lie in pieces.
INLINE void zip_panels(float *to, struct reals from, long rows, long stride, long n, const int width, long below, const int left) {
  for (long j = 0; j < n; j += width, to += below) {
    if (left && DEPTH > 1)
      turn_columns(to, r_from(from, j), rows, stride, l_min(width, n - j));
    else
      zip_columns(to, r_from(from, j), rows, stride, l_min(width, n - j), width, width);
  }
}

// pack_some copies n columns of a strip's rows, TOGETHER panels at most, and adds up the
// rows, if sums are asked for.
INLINE void pack_some(float *to, struct reals from, long rows, long stride, long n, const int width, const int left, int pairs, float *sums) {
  const long k = deep(rows, pairs);
  for (long r = 0; r < rows; r += NEAR, from = r_from(from, NEAR * stride)) {
    const long few = l_min(NEAR, rows - r);
    fetch_rows(r_from(from, few * stride), l_min(NEAR, rows - r - few), stride, n);
    if (sums) add_rows(sums, from, few, stride, n);
    float *at = to + deep(r, pairs) * width;
    if (pairs)
      zip_panels(at, from, few, stride, n, width, width * k, left);
    else
      pack_panels(at, from.at, few, stride, n, width, width * k);
  }
}

// pack_side does so for any number of columns.
INLINE void pack_side(float *to, struct reals from, long rows, long stride, long n, const int width, const int left, int pairs, float *sums) {
  for (long j = 0; j < n; j += TOGETHER * width)
    pack_some(to + j * deep(rows, pairs), r_from(from, j), rows, stride, l_min(n - j, TOGETHER * width), width, left, pairs,
              sums ? sums + j : 0);
}

// add_strip adds the product of a strip's panels to a block of dw, or writes it there.
static void add_strip(const struct weight_product *p, const float *left, const float *right, long k, long i0, long i1,
                      long j0, long j1, int adds) {
  float c[MR * NR] __attribute__((aligned(64)));
  panel_fn *multiply = panels_for(p->pairs);
  const struct reals dw = {p->dw, 0};
  const struct ending e = {.c = dw, .plus = adds ? dw : (struct reals){}, .n = p->in};
  for (long j = j0; j < j1; j += NR, right += NR * k)
    for (long i = i0; i < i1; i += MR) {
      const long mr = l_min(MR, i1 - i);
      expect(&e, i, j, mr);
      if (mr == MR && j + NR <= j1) {
        multiply(left + (i - i0) * k, right, p->dw + i * p->in + j, k, p->in, adds);
      } else {
        multiply(left + (i - i0) * k, right, c, k, NR, 0);
        finish(&e, c, i, j, mr);
      }
    }
}

// add_sums adds the n sums of a strip to db, or writes them there.
static void add_sums(float *db, const float *sums, long n, int adds) {
  for (long i = 0; i < n; i += W)
    store_some(db + i, (adds ? load_some(db + i, n - i) : (V){}) + load_some(sums + i, n - i), n - i);
}

static void weight_task(const void *arg, long task, void *scratch) {
  const struct weight_product *p = arg;
  const long across = panels(panels(p->out, MR), p->tall);
  const long i0 = task % across * p->tall * MR, i1 = l_min(p->out, i0 + p->tall * MR);
  const long j0 = task / across * p->wide * NR, j1 = l_min(p->in, j0 + p->wide * NR);
  float *right = scratch, *left = right + p->strip * p->wide * NR, *total = left + p->strip * p->tall * MR;
  float *sums = p->db && j0 == 0 ? total : 0;
  long row = 0;
  tiles_begin();
  do { // once at least: no rows sum to 0
    const long rows = l_min(p->strip, p->rows - row);
    const int adds = p->adds || row > 0;
    if (sums) memset(sums, 0, (i1 - i0) * sizeof(float));
    pack_side(right, r_from(p->x, row * p->in + j0), rows, p->in, j1 - j0, NR, 0, p->pairs, 0);
    pack_side(left, r_from(p->dy, row * p->out + i0), rows, p->out, i1 - i0, MR, 1, p->pairs, sums);
    add_strip(p, left, right, deep(rows, p->pairs), i0, i1, j0, j1, adds);
    if (sums) add_sums(p->db + i0, sums, i1 - i0, adds);
    row += rows;
  } while (row < p->rows);
  tiles_end();
}

// strip_of is how many rows there are in a strip: what instructions multiply at once is
// whole, but in the last.
static long strip_of(long rows) { return panels(evenly(rows, STRIP), 2 * DEPTH) * 2 * DEPTH; }

// blocks_tall is how many blocks stand above each other, where `beside` lie side by side:
// some for each thread, and as many for one as for another.
static long blocks_tall(long tall, long beside, long threads) {
  long n = l_max(1, l_min(tall / LEAST_TALL, TASKS_EACH * threads / beside));
  while (n > 1 && n * beside > threads && n * beside % threads > 0) n--;
  return l_max(n, panels(tall, BLOCK_TALL));
}

static void linear_weight(struct pool *pool, float *dw, float *db, struct reals dy, struct reals x, long rows, long out,
                          long in, int pairs, int add) {
  const long tall = panels(out, MR), wide = panels(in, NR);
  struct weight_product p = {.dy = dy, .x = x, .pairs = pairs, .dw = dw, .db = db, .adds = add};
  p.rows = rows, p.out = out, p.in = in, p.strip = strip_of(rows);
  p.wide = evenly(wide, BLOCK_WIDE);
  const long beside = l_max(1, panels(wide, p.wide)); // db even without x
  p.tall = l_max(1, panels(tall, blocks_tall(tall, beside, pool_threads(pool))));
  pool_run(pool, weight_task, &p, panels(tall, p.tall) * beside);
}
