// The inner loop of all matrix products: see matrix.h for its contract.
//
// MR x NR sums, NV vectors of a row of b and one number of a must fit in the registers.
// Short vectors, of which as many are loaded for a row of b as numbers of a, want a
// tile that is nearer to a square.

#if REGISTERS == 32 && W == 4
#define NV 3
#else
#define NV 2
#endif
#define NR (NV * W)
#if REGISTERS == 32 && W == 4
#define MR 8
#elif REGISTERS == 32
#define MR 12
#elif W == 8
#define MR 6
#else
#define MR 4
#endif
#define KB 64
#define DEPTH 1 // elements that one instruction multiplies

// tile is a tile of mr rows. Element (r, k) of a is a[r*row + k*step] within a piece
// of `piece` columns. mr is a constant, and one of row and step; then every address is
// a register or two and a constant, and every sum a register. With pairs, a constant
// too, an element is a pair of bfloat16. Rows of c are `across` apart; adds tells
// whether the sums are added to what is there.
INLINE void tile(const float *a, const float *b, float *c, long k, int mr, long row, long step, long piece, long across,
                 int adds, const int pairs) {
  V sum[MR][NV];
#pragma GCC unroll 16
  for (int r = 0; r < mr; r++) {
#pragma GCC unroll 4
    for (int j = 0; j < NV; j++) sum[r][j] = (V){};
  }
  // A processor's address is a register + another times 1, 2, 4 or 8: these two and
  // three reach twelve rows.
  const long row3 = 3 * row, row5 = 5 * row;
  for (; k > 0; k -= piece, a += mr * piece) {
    const float *row0 = a, *row6 = a + 6 * row;
    long n = l_min(k, piece);
#pragma GCC unroll 2
    for (long i = 0; i < n; i++, b += NR, row0 += step, row6 += step) {
      V bi[NV];
#pragma GCC unroll 4
      for (int j = 0; j < NV; j++) bi[j] = v_load(b + j * W);
#pragma GCC unroll 16
      for (int r = 0; r < mr; r++) {
        const float *base = r < 6 ? row0 : row6;
        const float *at = base + (r % 6 == 5 ? row5 : r % 6 == 3 ? row3 : r % 6 * row);
        V ar = pairs ? v_set_pair(at) : v_set(*at);
#pragma GCC unroll 4
        for (int j = 0; j < NV; j++) sum[r][j] = pairs ? v_dot(ar, bi[j], sum[r][j]) : v_fma(ar, bi[j], sum[r][j]);
      }
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < mr; r++) {
#pragma GCC unroll 4
    for (int j = 0; j < NV; j++) {
      float *to = c + r * across + j * W;
      v_store(to, adds ? v_load(to) + sum[r][j] : sum[r][j]);
    }
  }
}

// A tile_fn multiplies a, whose rows are `stride` apart, with a panel of b.
typedef void tile_fn(const float *a, const float *b, float *c, long k, long stride);

#define TILE(name, mr, pairs)                                                                     \
  static void name##_direct_##mr(const float *a, const float *b, float *c, long k, long stride) { \
    tile(a, b, c, k, mr, stride, 1, k, NR, 0, pairs);                                             \
  }                                                                                               \
  static void name##_pieces_##mr(const float *a, const float *b, float *c, long k, long stride) { \
    (void)stride;                                                                                 \
    tile(a, b, c, k, mr, KB, 1, KB, NR, 0, pairs);                                                \
  }
#define TILE_BOTH(mr) TILE(tile, mr, 0) TILE(dot, mr, 1)

TILE_BOTH(1) TILE_BOTH(2) TILE_BOTH(3) TILE_BOTH(4)
#if MR >= 6
TILE_BOTH(5) TILE_BOTH(6)
#endif
#if MR >= 8
TILE_BOTH(7) TILE_BOTH(8)
#endif
#if MR >= 12
TILE_BOTH(9) TILE_BOTH(10) TILE_BOTH(11) TILE_BOTH(12)
#endif
#undef TILE_BOTH
#undef TILE

#if MR == 12
#define TILES(x) {0, x##1, x##2, x##3, x##4, x##5, x##6, x##7, x##8, x##9, x##10, x##11, x##12}
#elif MR == 8
#define TILES(x) {0, x##1, x##2, x##3, x##4, x##5, x##6, x##7, x##8}
#elif MR == 6
#define TILES(x) {0, x##1, x##2, x##3, x##4, x##5, x##6}
#else
#define TILES(x) {0, x##1, x##2, x##3, x##4}
#endif

// Of numbers and of pairs, by the number of rows: tile_for chooses.
static tile_fn *const tile_direct[2][MR + 1] = {TILES(tile_direct_), TILES(dot_direct_)},
                      *const tile_pieces[2][MR + 1] = {TILES(tile_pieces_), TILES(dot_pieces_)};

// tile_for is the tile of mr rows, of numbers or of pairs.
INLINE tile_fn *tile_for(int direct, int pairs, long mr) {
  return direct ? tile_direct[pairs][mr] : tile_pieces[pairs][mr];
}

// piece_rows is how many rows there are in a piece of mr.
INLINE long piece_rows(long mr) { return mr; }

// reads_whole tells whether a tile of mr rows reads others too, and so only a copy.
INLINE int reads_whole(long mr) {
  (void)mr;
  return 0;
}

// A panel_fn multiplies a panel of MR columns of a, each row of which is a column of
// the tile, with a panel of b.
typedef void panel_fn(const float *a, const float *b, float *c, long k, long across, int adds);

static void tile_panels(const float *a, const float *b, float *c, long k, long across, int adds) {
  tile(a, b, c, k, MR, 1, MR, k, across, adds, 0);
}

static void dot_panels(const float *a, const float *b, float *c, long k, long across, int adds) {
  tile(a, b, c, k, MR, 1, MR, k, across, adds, 1);
}

INLINE panel_fn *panels_for(int pairs) { return pairs ? dot_panels : tile_panels; }

// What a product does around its tiles, where a processor wants to be told.
INLINE void tiles_begin(void) {}
INLINE void tiles_end(void) {}
