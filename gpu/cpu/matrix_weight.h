// dw (out, in) = dyᵀ x and db, the sums of dy's rows: a product whose k, the rows, is
// long, and of which both sides are used once.
//
// A task has a block of dw, `tall` panels of dy's columns by `wide` panels of x's. It
// goes through the rows in strips that stay in L2 while their products are added to
// the block. Where dw is small and the rows are many, a block is rather all of dw,
// or half of it, and the rows are cut into PARTS that are summed at the end: then x
// and dy are read once, and in the order in which they lie.

enum {
  STRIP = 256,       // rows at most
  WEIGHT_TASKS = 16, // so many at least, where there are enough tiles
  PARTS = 8,
  PARTS_MOST = 1 << 16, // numbers of dw, so that a part's own stays in L2
  SUM_PIECE = 1 << 12,  // numbers that one task sums over the parts
  FAR = 512             // rows of so many numbers lie too far apart to be fetched in time
};

struct weight_product {
  struct reals dy, x;
  int pairs; // of bfloat16 are multiplied: of neighbouring rows
  float *dw, *db; // of parts: one after the other
  int adds;
  long rows, out, in;
  long parts, strip; // rows of a part are those of some strips
  long tall, wide;
};

// strip is what a task does at a time: some rows and all its columns.
struct strip {
  const struct weight_product *p;
  struct reals dy, x;  // from the strip's first row on
  float *dw, *db;      // of the task's part
  int adds;
  float *panels; // of x, packed, from column `packed` on; and after them one of dy
  long rows, i0, i1, j0, j1, packed;
};

// strip_sums adds the strip's rows of dy to db.
static void strip_sums(const struct strip *s) {
  long out = s->p->out;
  for (long i = s->i0; i < s->i1; i += W) {
    V sum[4] = {}; // of every fourth row, so that one addition need not wait for the other
    for (long r = 0; r + 4 <= s->rows; r += 4)
#pragma GCC unroll 4
      for (int v = 0; v < 4; v++) sum[v] += r_load(s->dy, (r + v) * out + i, out - i);
    for (long r = s->rows / 4 * 4; r < s->rows; r++) sum[0] += r_load(s->dy, r * out + i, out - i);
    V all = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    if (s->adds) all += load_some(s->db + i, s->i1 - i);
    store_some(s->db + i, all, s->i1 - i);
  }
}

// copies tells whether rows of n numbers are packed, to be nearer: where tiles are
// small, and so need more numbers for as much work.
INLINE int copies(long n) { return MR < 12 && n > FAR; }

// strip_pack packs x's last panel when it is not a whole one, or all of them.
static void strip_pack(struct strip *s) {
  long in = s->p->in;
  if (s->p->pairs) {
    s->packed = s->j0;
    for (long j = s->j0; j < s->j1; j += NR)
      zip_columns(s->panels + (j - s->j0) * deep(s->rows, 1), r_from(s->x, j), s->rows, in, s->j1 - j, NR, NR);
    return;
  }
  s->packed = copies(in) ? s->j0 : s->j1 / NR * NR;
  for (long r = 0; r < s->rows; r += 8) // so few rows are streams that the processor sees
    for (long j = s->packed; j < s->j1; j += NR)
      pack_columns(s->panels + (j - s->packed) * s->rows + r * NR, (float *)s->x.at + r * in + j, l_min(8, s->rows - r), in, s->j1 - j);
}

// strip_left is what tiles read of mr columns of dy from column i on, in rows that
// are *stride apart.
INLINE const float *strip_left(const struct strip *s, long i, long mr, long *stride) {
  const struct weight_product *p = s->p;
  float *copy = s->panels + p->wide * NR * STRIP;
  *stride = mr;
  if (p->pairs) return zip_columns(copy, r_from(s->dy, i), s->rows, p->out, mr, mr, mr), copy;
  if (copies(p->out)) return pack_turned_rows(copy, (float *)s->dy.at + i, s->rows, p->out, mr);
  *stride = p->out;
  return (float *)s->dy.at + i;
}

static void strip_product(const struct strip *s) {
  const struct weight_product *p = s->p;
  float c[MR * NR] __attribute__((aligned(64)));
  const struct reals dw = {s->dw, 0};
  struct ending e = {.c = dw, .plus = s->adds ? dw : (struct reals){}, .n = p->in};
  long rows = deep(s->rows, p->pairs);
  for (long i = s->i0; i < s->i1; i += MR) {
    long mr = l_min(MR, s->i1 - i), stride;
    const float *dy = strip_left(s, i, mr, &stride);
    for (long j = s->j0; j < s->j1; j += NR) {
      int packed = j >= s->packed;
      const float *x = packed ? s->panels + (j - s->packed) * rows : (float *)s->x.at + j;
      expect(&e, i, j, mr);
      tile_turned[p->pairs][mr](dy, x, c, rows, stride, packed ? NR : p->in);
      finish(&e, c, i, j, mr);
    }
  }
}

static void weight_task(const void *arg, long task, void *scratch) {
  const struct weight_product *p = arg;
  long part = task % p->parts, block = task / p->parts, across = panels(panels(p->out, MR), p->tall);
  struct strip s = {.p = p, .panels = scratch, .adds = p->adds};
  s.dw = p->dw + part * p->out * p->in, s.db = p->db + part * p->out;
  s.i0 = block % across * p->tall * MR, s.i1 = l_min(p->out, s.i0 + p->tall * MR);
  s.j0 = block / across * p->wide * NR, s.j1 = l_min(p->in, s.j0 + p->wide * NR);
  long share = panels(panels(p->rows, p->strip), p->parts) * p->strip, k = l_min(p->rows, part * share);
  long end = l_min(p->rows, k + share);
  do { // once at least: no rows sum to 0
    s.dy = r_from(p->dy, k * p->out), s.x = r_from(p->x, k * p->in), s.rows = l_min(p->strip, end - k);
    strip_pack(&s);
    if (p->db && s.j0 == 0) strip_sums(&s); // first, for it fetches dy
    strip_product(&s);
    s.adds = 1, k += p->strip;
  } while (k < end);
}

// parts_sum is y [+]= the sum of parts, n numbers each.
struct parts_sum {
  float *y;
  const float *parts;
  long n;
  int adds;
};

static void parts_task(const void *arg, long task, void *scratch) {
  const struct parts_sum *p = arg;
  (void)scratch;
  for (long i = task * SUM_PIECE, end = l_min(p->n, i + SUM_PIECE); i < end; i += W) {
    V sum = load_some(p->parts + i, end - i);
    for (int part = 1; part < PARTS; part++) sum += load_some(p->parts + part * p->n + i, end - i);
    if (p->adds) sum += load_some(p->y + i, end - i);
    store_some(p->y + i, sum, end - i);
  }
}

static void sum_parts(struct pool *pool, float *y, const float *parts, long n, int adds) {
  struct parts_sum p = {y, parts, n, adds};
  pool_run(pool, parts_task, &p, panels(n, SUM_PIECE));
}

static int in_parts(long rows, long out, long in) { return rows >= PARTS * STRIP && out * in <= PARTS_MOST; }

static long linear_weight_work(long rows, long out, long in) {
  return in_parts(rows, out, in) ? PARTS * out * (in + 1) : 0;
}

static void linear_weight(struct pool *pool, float *work, float *dw, float *db, struct reals dy,
                          struct reals x, long rows, long out, long in, int pairs, int add) {
  struct weight_product p = {.dy = dy, .x = x, .pairs = pairs, .dw = dw, .db = db, .adds = add, .rows = rows, .out = out, .in = in};
  int cut = in_parts(rows, out, in);
  if (cut) p.dw = work, p.db = db ? work + PARTS * out * in : 0, p.adds = 0;
  p.parts = cut ? PARTS : 1;
  p.strip = evenly(panels(rows, p.parts), STRIP);
  if (pairs) p.strip += p.strip % 2; // lest a pair be half empty
  long tall = panels(out, MR), wide = panels(in, NR);
  p.wide = evenly(wide, l_min(GROUP_PANELS, p.parts * tall * wide / WEIGHT_TASKS));
  p.tall = evenly(tall, p.parts * tall * panels(wide, p.wide) / WEIGHT_TASKS);
  long blocks = panels(tall, p.tall) * l_max(1, panels(wide, p.wide)); // db even without x
  pool_run(pool, weight_task, &p, blocks * p.parts);
  if (!cut) return;
  sum_parts(pool, dw, p.dw, out * in, add);
  if (db) sum_parts(pool, db, p.db, out, add);
}
