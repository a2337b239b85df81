// What a layer does after its matrix product, on a tile that has just been made.

enum { LINE = 16 }; // floats of a cache line

// ending is the result c of a product (rows, n) and how it comes to its place:
//
//	c = f(tile + bias) + plus
//
// where f is GELU, keeping its argument in pre, or the product with GELU'(slope),
// or nothing. A pointer that is null takes no part; plus may be c.
struct ending {
  float *c, *pre;
  const float *bias, *plus, *slope;
  long n;
  int gelu;
};

INLINE V load_some(const float *p, long n) { return n >= W ? v_load(p) : v_load_part(p, n); }

INLINE void store_some(float *p, V v, long n) {
  if (n >= W)
    v_store(p, v);
  else
    v_store_part(p, v, n);
}

// finish_columns does mr rows of W columns, or the `lanes` that are left. Element
// (i, j) is the first.
INLINE void finish_columns(struct ending e, const float *tile, long i, long j, long mr, long lanes) {
  V bias = e.bias ? load_some(e.bias + j, lanes) : (V){};
  for (long at = i * e.n + j; mr > 0; mr--, at += e.n, tile += NR) {
    V v = v_load(tile) + bias;
    if (e.pre) store_some(e.pre + at, v, lanes);
    if (e.gelu) v = v_gelu(v);
    if (e.slope) v *= v_gelu_grad(load_some(e.slope + at, lanes));
    if (e.plus) v += load_some(e.plus + at, lanes);
    store_some(e.c + at, v, lanes);
  }
}

// expect fetches what finish() will touch of the tile at (i, j), while the tile is
// being made: a row of it is too short for the processor to see it coming.
INLINE void expect(const struct ending *e, long i, long j, long mr) {
  const float *touched[] = {e->c, e->pre, e->plus, e->slope};
  for (int t = 0; t < 4; t++) {
    if (!touched[t] || (t == 2 && e->plus == e->c)) continue;
    const float *row = touched[t] + i * e->n + j;
    for (long r = 0; r < mr; r++, row += e->n)
      for (int k = 0; k < NR; k += LINE) __builtin_prefetch(row + k);
  }
}

// finish does mr rows of the tile whose upper left is element (i, j).
static void finish(const struct ending *e, const float *tile, long i, long j, long mr) {
  for (long k = 0; k < NR && j + k < e->n; k += W) {
    if (e->n - j - k >= W)
      finish_columns(*e, tile + k, i, j + k, mr, W);
    else
      finish_columns(*e, tile + k, i, j + k, mr, e->n - j - k);
  }
}
