// What a layer does after its matrix product, on a tile that has just been made.

enum { LINE = 16 }; // floats of a cache line

// ending is the result of a product (rows, n) and how it comes to its place:
//
//	c = [c +] f(tile + bias) [+ residual]
//
// where f is GELU, keeping its argument in pre, or the product with GELU'(slope),
// or nothing. A pointer that is null takes no part.
struct ending {
  float *c, *pre;
  const float *bias, *residual, *slope;
  long n;
  int gelu, add;
};

INLINE V load_some(const float *p, long n) { return n >= W ? v_load(p) : v_load_part(p, n); }

INLINE void store_some(float *p, V v, long n) {
  if (n >= W)
    v_store(p, v);
  else
    v_store_part(p, v, n);
}

// finish_some does W columns, or the n that are left, of which the first is
// element `at` of the result and stands in column j.
INLINE void finish_some(const struct ending *e, V v, long at, long j, long n) {
  if (e->bias) v += load_some(e->bias + j, n);
  if (e->pre) store_some(e->pre + at, v, n);
  if (e->gelu) v = v_gelu(v);
  if (e->slope) v *= v_gelu_grad(load_some(e->slope + at, n));
  if (e->residual) v += load_some(e->residual + at, n);
  if (e->add) v += load_some(e->c + at, n);
  store_some(e->c + at, v, n);
}

// expect fetches what finish() will touch of the tile at (i, j), while the tile is
// being made: a row of it is too short for the processor to see it coming.
INLINE void expect(const struct ending *e, long i, long j, long mr) {
  const float *touched[] = {e->c, e->pre, e->residual, e->slope};
  for (int t = 0; t < 4; t++) {
    if (!touched[t]) continue;
    const float *row = touched[t] + i * e->n + j;
    for (long r = 0; r < mr; r++, row += e->n)
      for (int k = 0; k < NR; k += LINE) __builtin_prefetch(row + k);
  }
}

// finish does mr rows of the tile whose upper left is element (i, j).
static void finish(const struct ending *e, const float *tile, long i, long j, long mr) {
  long n = e->n - j;
  for (long r = 0; r < mr; r++)
    for (long k = 0; k < NR && k < n; k += W) finish_some(e, v_load(tile + r * NR + k), (i + r) * e->n + j + k, j + k, n - k);
}
