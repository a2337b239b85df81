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

#ifdef AMX
// r_store_two writes 2 W numbers, W of them in each.
INLINE void r_store_two(struct reals r, long i, V first, V second) {
  if (r.half) {
    _mm512_storeu_si512((uint16_t *)r.at + i, (__m512i)_mm512_cvtne2ps_pbh((__m512)second, (__m512)first));
    return;
  }
  v_store((float *)r.at + i, first);
  v_store((float *)r.at + i + W, second);
}

// finish_rows does mr whole rows, each two vectors, which stored as bfloat16 are a line
// of the caches. halves and gelu are constants.
INLINE void finish_rows(struct ending e, const float *tile, long i, long j, long mr, const int halves, const int gelu) {
  if (!halves) e.c.half = e.slope.half = e.plus.half = e.times.half = 0;
  const V bias[] = {e.bias ? v_load(e.bias + j) : (V){}, e.bias ? v_load(e.bias + j + W) : (V){}};
  for (long at = i * e.n + j; mr > 0; mr--, at += e.n, tile += NR) {
    V v[2], slope[2];
#pragma GCC unroll 2
    for (int k = 0; k < 2; k++) {
      v[k] = v_load(tile + k * W) + bias[k];
      if (gelu) v[k] = v_gelu_and_slope(v[k], &slope[k]);
      if (e.times.at) v[k] *= r_load(e.times, at + k * W, W);
      if (e.plus.at) v[k] += r_load(e.plus, at + k * W, W);
    }
    if (gelu && e.slope.at) r_store_two(e.slope, at, slope[0], slope[1]);
    r_store_two(e.c, at, v[0], v[1]);
  }
}
#endif

// expect fetches what finish() will touch of the tile at (i, j), while the tile is
// being made: a row of it is too short for the processor to see it coming. Not where the
// tile itself is loaded line by line: there they would wait for each other.
INLINE void expect(const struct ending *e, long i, long j, long mr) {
#ifdef AMX
  return;
#endif
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
#ifdef AMX
  if (j + NR <= e->n && e->gelu) return finish_rows(*e, tile, i, j, mr, halves, 1);
  if (j + NR <= e->n) return finish_rows(*e, tile, i, j, mr, halves, 0);
#endif
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
