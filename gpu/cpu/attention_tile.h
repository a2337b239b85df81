// Small products on a thread's scratch, and the copies that prepare them.
#include "row_loop.h"

enum { LINE_FLOATS = 16 }; // of a cache line; twice as many halves

// A tile of sums in registers: TILE_ROWS rows of up to TILE_VECTORS vectors.
enum { TILE_ROWS = 6, TILE_VECTORS = REGISTERS == 32 ? 4 : 2 };

// ahead names rows of d numbers, `row` apart, in up to three places.
struct ahead {
  struct reals places[3];
  long row, d;
};

// small_product describes c (rows, columns) = a b, where a's element (i, k) is
// a[i * a_row + k * a_step] and b's row k begins at b + k * b_row; b's rows are
// whole vectors. With pairs, elements are pairs of bfloat16 (halves.h). With factor, row i
// is multiplied with factor[i], or all of it with scale unless that is 0; with add, the
// product is added to c.
struct small_product {
  int pairs;
  float *c;
  long c_row, rows, columns;
  const float *a;
  long a_row, a_step;
  const float *b;
  long b_row, depth;
  const float *factor;
  float scale;
  int add;
  int far;            // c is not in the scratch: send for it before it is written
  struct ahead ahead; // what is needed after this product, as many rows as c has
};

// send_for tells the memory what will be needed: of the rows of a tile, c's part of
// this panel, and a share of what is ahead. It is far away, and a little at a time
// costs nothing, while all at once would have to be waited for.
INLINE void send_for(const struct small_product *p, long row, long column, long width, long panel, long panels) {
  const struct ahead *a = &p->ahead;
  long wait = panel; // one line of every `panels`
  for (long r = row; r < l_min(row + TILE_ROWS, p->rows); r++) {
    if (p->far)
      for (long c = column; c < l_min(column + width, p->columns); c += LINE_FLOATS)
        __builtin_prefetch(p->c + r * p->c_row + c, 1);
    for (int place = 0; place < 3 && a->row > 0; place++)
      for (long c = 0; c < a->d; c += a->places[place].half ? 2 * LINE_FLOATS : LINE_FLOATS) {
        if (wait-- > 0) continue;
        __builtin_prefetch(r_from(a->places[place], r * a->row + c).at);
        wait = panels - 1;
      }
  }
}

// store_tile puts a tile where it belongs, or what of it is inside c.
INLINE void store_tile(const struct small_product *p, long row, long column, V sum[TILE_ROWS][TILE_VECTORS],
                       const int vectors) {
  const long c_row = p->c_row, rows = p->rows - row, columns = p->columns - column;
  const float *factor = p->factor ? p->factor + row : 0;
  const int add = p->add;
  float *c = p->c + row * c_row + column;
#pragma GCC unroll 6
  for (int i = 0; i < TILE_ROWS; i++, c += c_row) {
    if (i >= rows) break;
    const V times = v_set(factor ? factor[i] : p->scale);
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++) {
      const V sums = factor || p->scale ? sum[i][v] * times : sum[i][v];
      if (columns >= (v + 1) * W)
        v_store(c + v * W, add ? v_load(c + v * W) + sums : sums);
      else
        v_store_part(c + v * W, add ? v_load_part(c + v * W, columns - v * W) + sums : sums, columns - v * W);
    }
  }
}

// small_tile computes the tile at (row, column); vectors and pairs are constants where it is
// inlined. Where c has no row, it computes the last again and drops it.
INLINE void small_tile(const struct small_product *p, long row, long column, const int vectors, const int pairs) {
  V sum[TILE_ROWS][TILE_VECTORS];
  long at[TILE_ROWS];
#pragma GCC unroll 6
  for (int i = 0; i < TILE_ROWS; i++) {
    at[i] = l_min(i, p->rows - row - 1) * p->a_row;
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++) sum[i][v] = (V){};
  }

  const float *a = p->a + row * p->a_row, *b = p->b + column;
  const long a_step = p->a_step, b_row = p->b_row;
  for (long k = p->depth; k > 0; k--) {
    V line[TILE_VECTORS];
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++) line[v] = v_load(b + v * W);
#pragma GCC unroll 6
    for (int i = 0; i < TILE_ROWS; i++) {
      const V one = pairs ? v_set_pair(a + at[i]) : v_set(a[at[i]]);
#pragma GCC unroll 4
      for (int v = 0; v < vectors; v++) sum[i][v] = pairs ? v_dot(one, line[v], sum[i][v]) : v_fma(one, line[v], sum[i][v]);
    }
    a += a_step;
    b += b_row;
  }
  store_tile(p, row, column, sum, vectors);
}

#define SMALL_TILE(vectors)                                                                  \
  static void small_tile_##vectors(const struct small_product *p, long row, long column) {   \
    small_tile(p, row, column, vectors, 0);                                                  \
  }                                                                                          \
  static void small_pairs_##vectors(const struct small_product *p, long row, long column) {  \
    small_tile(p, row, column, vectors, 1);                                                  \
  }
SMALL_TILE(1) SMALL_TILE(2)
#if REGISTERS == 32
SMALL_TILE(3) SMALL_TILE(4)
#endif
#undef SMALL_TILE

static void small_product(const struct small_product *p) {
  static void (*const all_tiles[2][TILE_VECTORS])(const struct small_product *, long, long) = {
#if REGISTERS == 32
      {small_tile_1, small_tile_2, small_tile_3, small_tile_4},
      {small_pairs_1, small_pairs_2, small_pairs_3, small_pairs_4},
#else
      {small_tile_1, small_tile_2}, {small_pairs_1, small_pairs_2},
#endif
  };
  void (*const *tiles)(const struct small_product *, long, long) = all_tiles[p->pairs];
  const long all = pieces(p->columns, W), panels = pieces(all, TILE_VECTORS);
  for (long panel = 0, done = 0; panel < panels; panel++) {
    const long vectors = pieces(all - done, panels - panel); // alike: 5 is 3 and 2, not 4 and 1
    for (long row = 0; row < p->rows; row += TILE_ROWS) {
      send_for(p, row, done * W, vectors * W, panel, panels);
      tiles[vectors - 1](p, row, done * W);
    }
    done += vectors;
  }
}

// copy_rows copies rows of d numbers that lie `from_row` apart to rows of d rounded
// up, filled with zeros.
INLINE void copy_rows(float *to, struct reals from, long from_row, long rows, long d) {
  for (long r = 0; r < rows; r++, from = r_from(from, from_row))
    for (long c = 0; c < d; c += W, to += W) v_store(to, r_load(from, c, d - c));
}

// put_rows is the way back: to rows of d numbers that lie `to_row` apart.
static void put_rows(struct reals to, long to_row, const float *from, long rows, long d) {
  for (long r = 0; r < rows; r++, to = r_from(to, to_row))
    for (long c = 0; c < d; c += W, from += W) r_store(to, c, v_load(from), d - c);
}

// columns_of makes columns of rows: to (d, to_row) of n rows of d numbers that lie
// from_row apart, times scale. The places up to the next whole vector are zero.
static void columns_of(float *to, long to_row, struct reals from, long from_row, long n, long d, float scale) {
  for (long r = 0; r < n; r += W)
    for (long c = 0; c < d; c += W) {
      const long corner = r * from_row + c, columns = l_min(W, d - c);
      V row[W];
      if (r + W <= n && columns == W) {
#pragma GCC unroll 16
        for (int i = 0; i < W; i++) row[i] = r_load(from, corner + i * from_row, W);
      } else {
#pragma GCC unroll 16
        for (int i = 0; i < W; i++) row[i] = r + i < n ? r_load(from, corner + i * from_row, columns) : (V){};
      }
      turn(row);
#pragma GCC unroll 16
      for (int i = 0; i < W; i++)
        if (i < columns) v_store(to + (c + i) * to_row + r, row[i] * scale);
    }
}

// pair_columns_of does so with pairs of halves: to (d/2, to_row), d being even, as they are.
static void pair_columns_of(float *to, long to_row, struct reals from, long from_row, long n, long d) {
  for (long r = 0; r < n; r += W)
    for (long c = 0; c < d; c += 2 * W) {
      V row[W];
#pragma GCC unroll 16
      for (int i = 0; i < W; i++) row[i] = r + i < n ? pairs_at(from, (r + i) * from_row + c, d - c) : (V){};
      turn(row);
#pragma GCC unroll 16
      for (int i = 0; i < W; i++)
        if (2 * i < d - c) v_store(to + (c / 2 + i) * to_row + r, row[i]);
    }
}

// row_products: to[r] = scale a[r]·b[r], rows of d numbers.
static void row_products(float *to, struct reals a, long a_row, struct reals b, long b_row, long rows, long d,
                         float scale) {
  for (long r = 0; r < rows; r++, a = r_from(a, a_row), b = r_from(b, b_row)) {
    V sum = {};
    for (long c = 0; c < d; c += W) sum = v_fma(r_load(a, c, d - c), r_load(b, c, d - c), sum);
    to[r] = scale * v_sum(sum);
  }
}
