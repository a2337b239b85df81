// What a layer does after its matrix product, on a tile that has just been made.

enum { LINE = 64 }; // bytes of a cache line

// ending is the result c of a product (rows, n) and how it comes to its place:
//
//	c = f(tile + bias) + plus
//
// where f is GELU, writing its slope there, or the product with times, or nothing. What is null takes no part; plus may be c. halves tells whether any of
// them is half, so that the tiles of float32 need not look.
struct ending {
  struct reals c, slope, plus, times;
  const float *bias;
  long n;
  int gelu, halves;
};

INLINE V load_some(const float *p, long n) { return n >= W ? v_load(p) : v_load_part(p, n); }

INLINE void store_some(float *p, V v, long n) {
  if (n >= W)
    v_store(p, v);
  else
    v_store_part(p, v, n);
}

// finish_columns does mr rows of W columns, or the `lanes` that are left. Element
// (i, j) is the first. halves is a constant.
INLINE void finish_columns(struct ending e, const float *tile, long i, long j, long mr, long lanes, const int halves) {
  if (!halves) e.c.half = e.slope.half = e.plus.half = e.times.half = 0;
  V bias = e.bias ? load_some(e.bias + j, lanes) : (V){};
  for (long at = i * e.n + j; mr > 0; mr--, at += e.n, tile += NR) {
    V v = v_load(tile) + bias;
    if (e.gelu) {
      V slope;
      v = v_gelu_and_slope(v, &slope);
      if (e.slope.at) r_store(e.slope, at, slope, lanes);
    }
    if (e.times.at) v *= r_load(e.times, at, lanes);
    if (e.plus.at) v += r_load(e.plus, at, lanes);
    r_store(e.c, at, v, lanes);
  }
}

// expect fetches what finish() will touch of the tile at (i, j), while the tile is
// being made: a row of it is too short for the processor to see it coming.
INLINE void expect(const struct ending *e, long i, long j, long mr) {
  const struct reals touched[] = {e->c, e->slope, e->plus, e->times};
  for (int t = 0; t < 4; t++) {
    if (!touched[t].at || (t == 2 && e->plus.at == e->c.at)) continue;
    const long size = touched[t].half ? 2 : 4;
    const char *row = (const char *)touched[t].at + (i * e->n + j) * size;
    for (long r = 0; r < mr; r++, row += e->n * size)
      for (long k = 0; k < NR * size; k += LINE) __builtin_prefetch(row + k);
  }
}

INLINE void finish_tile(const struct ending *e, const float *tile, long i, long j, long mr, const int halves) {
  for (long k = 0; k < NR && j + k < e->n; k += W) {
    if (e->n - j - k >= W)
      finish_columns(*e, tile + k, i, j + k, mr, W, halves);
    else
      finish_columns(*e, tile + k, i, j + k, mr, e->n - j - k, halves);
  }
}

// finish does mr rows of the tile whose upper left is element (i, j).
static void finish(const struct ending *e, const float *tile, long i, long j, long mr) {
  if (e->halves)
    finish_tile(e, tile, i, j, mr, 1);
  else
    finish_tile(e, tile, i, j, mr, 0);
}
