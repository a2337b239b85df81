// Copies of matrices in the order in which tiles read them; see matrix.h.

INLINE long panels(long n, long width) { return (n + width - 1) / width; }

// deep is how many elements k numbers are: with pairs, every two are one, and 0 fills
// up the last, and what an instruction multiplies at once.
INLINE long deep(long k, int pairs) { return pairs ? panels(k, 2 * DEPTH) * DEPTH : k; }

// pairs_at is W pairs of the n numbers from number i on, zeros after them.
INLINE V pairs_at(struct reals r, long i, long n) {
  return v_pairs(r_halves(r, i, l_min(n, W)), r_halves(r, i + l_min(n, W), l_max(0, l_min(n - W, W))));
}

// pack_pairs is pack_pieces for pairs, of rows that are `stride` apart.
static const float *pack_pairs(float *panel, struct reals a, long mr, long k, long stride) {
  float *to = panel;
  for (long i = 0; i < k; i += 2 * KB, to += piece_rows(mr) * KB)
    for (long r = 0; r < mr; r++)
      for (long p = 0; p < KB && i + 2 * p < k; p += W) v_store(to + r * KB + p, pairs_at(a, r * stride + i + 2 * p, k - i - 2 * p));
  return panel;
}

// zip_at is W pairs of two rows of which n columns are left, from number i on: row `row`
// of k and the one below.
INLINE V zip_at(struct reals from, long i, long row, long k, long stride, long n) {
  if (n >= W && row + 1 < k) return v_zip(r_halves(from, i, W), r_halves(from, i + stride, W));
  const long even = row < k ? l_max(0, l_min(n, W)) : 0, odd = row + 1 < k ? even : 0;
  return v_zip(r_halves(from, even ? i : 0, even), r_halves(from, odd ? i + stride : 0, odd));
}

INLINE void zip(float *to, struct reals from, long k, long stride, long n, long width, long below) {
  for (long i = 0; i < 2 * deep(k, 1); i += 2, to += below)
    for (long j = 0; j < width; j += W) {
      const V pairs = zip_at(from, i * stride + j, i, k, stride, n - j);
      if (below - j >= W)
        v_store(to + j, pairs);
      else
        v_store_part(to + j, pairs, below - j);
    }
}

// zip_columns makes rows of pairs, `below` apart, of the first n columns of k rows,
// and zeros up to the next `width` columns and where pairs end.
static void zip_columns(float *to, struct reals from, long k, long stride, long n, long width, long below) {
  if (from.half)
    zip(to, (struct reals){from.at, 1}, k, stride, n, width, below);
  else
    zip(to, (struct reals){from.at, 0}, k, stride, n, width, below);
}

// pack_pieces copies mr rows of a, each k long.
static const float *pack_pieces(float *panel, const float *a, long mr, long k) {
  float *to = panel;
  for (long i = 0; i < k; i += KB, to += piece_rows(mr) * KB)
    for (long r = 0; r < mr; r++) {
      if (k - i >= KB)
        memcpy(to + r * KB, a + r * k + i, KB * sizeof(float));
      else
        memcpy(to + r * KB, a + r * k + i, (k - i) * sizeof(float));
    }
  return panel;
}

// pack_columns makes k rows of a panel from the first n columns of rows that are
// `stride` apart, and zeros.
static void pack_columns(float *to, const float *from, long k, long stride, long n) {
  for (long i = 0; i < k; i++, to += NR, from += stride) {
    if (n >= NR) {
      memcpy(to, from, NR * sizeof(float));
      continue;
    }
    memcpy(to, from, n * sizeof(float));
    memset(to + n, 0, (NR - n) * sizeof(float));
  }
}

// pack_panels makes panels of `width` columns, a constant, of n columns of k rows that
// are `stride` apart, the last filled up with zeros. Panels are `below` apart.
INLINE void pack_panels(float *to, const float *from, long k, long stride, long n, const int width, long below) {
  for (long i = 0; i < k; i++, to += width, from += stride) {
    float *panel = to;
    long j = 0;
    for (; j + width <= n; j += width, panel += below) memcpy(panel, from + j, width * sizeof(float));
    if (j == n) continue;
    memcpy(panel, from + j, (n - j) * sizeof(float));
    memset(panel + n - j, 0, (width - n + j) * sizeof(float));
  }
}

// turn makes W rows, each W long, of the columns of W others: log2(W) times every
// row of the upper half is zipped with one of the lower half.
INLINE void turn(V row[W]) {
#if W == 16
#define LOW 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define HIGH 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#elif W == 8
#define LOW 0, 8, 1, 9, 2, 10, 3, 11
#define HIGH 4, 12, 5, 13, 6, 14, 7, 15
#else
#define LOW 0, 4, 1, 5
#define HIGH 2, 6, 3, 7
#endif
  V next[W];
#pragma GCC unroll 4
  for (int done = 1; done < W; done *= 2) {
#pragma GCC unroll 8
    for (int i = 0; i < W / 2; i++) {
      next[2 * i] = __builtin_shufflevector(row[i], row[i + W / 2], LOW);
      next[2 * i + 1] = __builtin_shufflevector(row[i], row[i + W / 2], HIGH);
    }
#pragma GCC unroll 16
    for (int i = 0; i < W; i++) row[i] = next[i];
  }
}

// pack_turned fills rows k0 to k1 of a panel of b from W's rows, which are b's
// columns: n of them, `stride` apart.
static void pack_turned(float *to, const float *w, long k0, long k1, long stride, long n) {
  for (long j = 0; j < NR; j += W)
    for (long k = k0; k < k1; k += W) {
      long some = l_min(W, k1 - k);
      V row[W];
#pragma GCC unroll 16
      for (int r = 0; r < W; r++) {
        const float *from = w + (j + r) * stride + k;
        row[r] = j + r >= n ? (V){} : some == W ? v_load(from) : v_load_part(from, some);
      }
      turn(row);
#pragma GCC unroll 16
      for (int r = 0; r < W; r++)
        if (r < some) v_store(to + (k + r) * NR + j, row[r]);
    }
}

// pack_turned_pairs does the same with pairs; a row of the panel is a pair, and k0, k1
// are numbers.
static void pack_turned_pairs(float *to, struct reals w, long k0, long k1, long stride, long n) {
  for (long j = 0; j < NR; j += W)
    for (long k = k0; k < k1; k += 2 * W) {
      const long some = deep(l_min(2 * W, k1 - k), 1);
      V row[W];
#pragma GCC unroll 16
      for (int r = 0; r < W; r++)
        row[r] = j + r >= n ? (V){} : pairs_at(w, (j + r) * stride + k, k1 - k);
      turn(row);
#pragma GCC unroll 16
      for (int r = 0; r < W; r++)
        if (r < some) v_store(to + (k / 2 + r) * NR + j, row[r]);
    }
}

INLINE void turn_pairs(float *to, struct reals from, long k, long stride, long n) {
  for (long i = 0; i < k; i += 2 * W, to += MR * W)
    for (long j = 0; j < n; j += W) {
      V row[W];
#pragma GCC unroll 16
      for (int r = 0; r < W; r++) row[r] = zip_at(from, (i + 2 * r) * stride + j, i + 2 * r, k, stride, n - j);
      turn(row);
#pragma GCC unroll 16
      for (int r = 0; r < W; r++) v_store(to + (j + r) * W, row[r]);
    }
}

// turn_columns makes pieces of a, n rows of them, of n columns of k rows, and zeros where
// pairs end.
static void turn_columns(float *to, struct reals from, long k, long stride, long n) {
  if (from.half)
    turn_pairs(to, (struct reals){from.at, 1}, k, stride, n);
  else
    turn_pairs(to, (struct reals){from.at, 0}, k, stride, n);
}

// Packing a weight as b (k, n), cut into pieces of PACK_ROWS rows of b and panels.
enum { PACK_ROWS = 256 };

struct pack_args {
  float *to;
  const float *w;
  long k, n;
  int turned, pairs;
};

static void pack_task(const void *arg, long task, void *scratch) {
  const struct pack_args *p = arg;
  (void)scratch;
  long all = panels(p->n, NR), j = task % all;
  long k0 = task / all * PACK_ROWS, k1 = l_min(p->k, k0 + PACK_ROWS), n = p->n - j * NR;
  float *to = p->to + j * NR * deep(p->k, p->pairs);
  const float *w = p->w + (p->turned ? j * NR * p->k : k0 * p->n + j * NR);
  if (p->turned && p->pairs)
    pack_turned_pairs(to, (struct reals){(float *)w, 0}, k0, k1, p->k, n);
  else if (p->turned)
    pack_turned(to, w, k0, k1, p->k, n);
  else if (p->pairs)
    zip_columns(to + k0 / 2 * NR, (struct reals){(float *)w, 0}, k1 - k0, p->n, n, NR, NR);
  else
    pack_columns(to + k0 * NR, w, k1 - k0, p->n, n);
}

static long packed(long k, long n, int pairs) { return deep(k, pairs) * panels(n, NR) * NR; }

static void pack(struct pool *pool, float *to, const float *w, long out, long in, int turned, int pairs) {
  struct pack_args p = {to, w, turned ? in : out, turned ? out : in, turned, pairs};
  pool_run(pool, pack_task, &p, panels(p.k, PACK_ROWS) * panels(p.n, NR));
}
