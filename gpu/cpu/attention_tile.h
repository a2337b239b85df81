// Small products on a thread's scratch, and the copies that prepare them.

// A tile of sums in registers: TILE_ROWS rows of up to TILE_VECTORS vectors.
enum { TILE_ROWS = 6, TILE_VECTORS = W == 16 ? 4 : 2 };

// small_product describes c (rows, columns) = a b, where a's element (i, k) is
// a[i * a_row + k * a_step] and b's row k begins at b + k * b_row. With factor,
// row i is multiplied with factor[i]; with add, the product is added to c.
struct small_product {
  float *c;
  long c_row, rows, columns;
  const float *a;
  long a_row, a_step;
  const float *b;
  long b_row, depth;
  const float *factor;
  int add;
};

INLINE void small_tile_store(float *c, V v, long columns, int add) {
  if (columns >= W) {
    v_store(c, add ? v_load(c) + v : v);
  } else if (columns > 0) {
    v_store_part(c, add ? v_load_part(c, columns) + v : v, columns);
  }
}

// small_tile computes the tile at (row, column); vectors is a constant where it is
// inlined.
INLINE void small_tile(const struct small_product *p, long row, long column, const int vectors) {
  V sum[TILE_ROWS][TILE_VECTORS];
#pragma GCC unroll 6
  for (int i = 0; i < TILE_ROWS; i++)
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++) sum[i][v] = (V){};

  const float *a = p->a + row * p->a_row, *b = p->b + column;
  const long a_row = p->a_row, a_step = p->a_step, b_row = p->b_row;
  for (long k = p->depth; k > 0; k--) {
    V line[TILE_VECTORS];
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++) line[v] = v_load(b + v * W);
#pragma GCC unroll 6
    for (int i = 0; i < TILE_ROWS; i++) {
      const V one = v_set(a[i * a_row]);
#pragma GCC unroll 4
      for (int v = 0; v < vectors; v++) sum[i][v] = v_fma(one, line[v], sum[i][v]);
    }
    a += a_step;
    b += b_row;
  }

#pragma GCC unroll 6
  for (int i = 0; i < TILE_ROWS; i++) {
    if (row + i >= p->rows) break;
    float *c = p->c + (row + i) * p->c_row + column;
    const V factor = v_set(p->factor ? p->factor[row + i] : 1);
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++)
      small_tile_store(c + v * W, p->factor ? sum[i][v] * factor : sum[i][v], p->columns - column - v * W, p->add);
  }
}

static void small_tile_1(const struct small_product *p, long row, long column) { small_tile(p, row, column, 1); }
static void small_tile_2(const struct small_product *p, long row, long column) { small_tile(p, row, column, 2); }
#if W == 16
static void small_tile_3(const struct small_product *p, long row, long column) { small_tile(p, row, column, 3); }
static void small_tile_4(const struct small_product *p, long row, long column) { small_tile(p, row, column, 4); }
#endif

static void small_product(const struct small_product *p) {
  static void (*const tiles[])(const struct small_product *, long, long) = {
      small_tile_1, small_tile_2,
#if W == 16
      small_tile_3, small_tile_4,
#endif
  };
  for (long column = 0; column < p->columns;) {
    const long left = (p->columns - column + W - 1) / W, tiles_left = (left + TILE_VECTORS - 1) / TILE_VECTORS;
    const long vectors = (left + tiles_left - 1) / tiles_left; // alike: 5 is 3 and 2, not 4 and 1
    for (long row = 0; row < p->rows; row += TILE_ROWS) tiles[vectors - 1](p, row, column);
    column += vectors * W;
  }
}

// copy_rows copies rows of d floats that lie `from_row` apart, times scale, to rows
// of d rounded up, filled with zeros.
INLINE void copy_rows(float *to, const float *from, long from_row, long rows, long d, float scale) {
  const V s = v_set(scale);
  for (long r = 0; r < rows; r++, from += from_row) {
    long c = 0;
    for (; c + W <= d; c += W, to += W) v_store(to, v_load(from + c) * s);
    if (c == d) continue;
    v_store(to, v_load_part(from + c, d - c) * s);
    to += W;
  }
}

// columns_of makes columns of rows: to (d, to_row) of n rows of d floats that lie
// from_row apart. The places up to the next whole vector are filled with zeros.
static void columns_of(float *to, long to_row, const float *from, long from_row, long n, long d) {
  for (long r = 0; r < n; r += W)
    for (long c = 0; c < d; c += W) {
      const float *corner = from + r * from_row + c;
      const long columns = l_min(W, d - c);
      V row[W];
#pragma GCC unroll 16
      for (int i = 0; i < W; i++) row[i] = r + i < n ? v_load_part(corner + i * from_row, columns) : (V){};
      turn(row);
#pragma GCC unroll 16
      for (int i = 0; i < W; i++)
        if (i < columns) v_store(to + (c + i) * to_row + r, row[i]);
    }
}
