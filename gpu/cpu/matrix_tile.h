// The inner loop of all matrix products: see matrix.h for its contract.
//
// MR x NR sums, NV vectors of a row of b and one number of a must fit in the
// registers: 32 of AVX-512, 16 of the others.

#define NV 2
#define NR (NV * W)
#if W == 16
#define MR 12
#elif W == 8
#define MR 6
#else
#define MR 4
#endif
#define KB 64

// tile is a tile of mr rows, where element (r, k) of a's panel is a[r*row + k*step]
// within a piece of `piece` columns. mr, row and step are constants, so that every
// address is a register and a constant, and every sum a register.
INLINE void tile(const float *a, const float *b, float *c, long k, int mr, long row, long step, long piece) {
  V sum[MR][NV];
#pragma GCC unroll 16
  for (int r = 0; r < mr; r++) {
#pragma GCC unroll 4
    for (int j = 0; j < NV; j++) sum[r][j] = (V){};
  }
  for (; k > 0; k -= piece, a += mr * piece) {
    long n = l_min(k, piece);
#pragma GCC unroll 2
    for (long i = 0; i < n; i++, b += NR) {
      V bi[NV];
#pragma GCC unroll 4
      for (int j = 0; j < NV; j++) bi[j] = v_load(b + j * W);
#pragma GCC unroll 16
      for (int r = 0; r < mr; r++) {
        V ar = v_set(a[r * row + i * step]);
#pragma GCC unroll 4
        for (int j = 0; j < NV; j++) sum[r][j] = v_fma(ar, bi[j], sum[r][j]);
      }
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < mr; r++) {
#pragma GCC unroll 4
    for (int j = 0; j < NV; j++) v_store(c + r * NR + j * W, sum[r][j]);
  }
}

typedef void tile_fn(const float *a, const float *b, float *c, long k);

#define TILE(mr)                                                                    \
  static void tile_straight_##mr(const float *a, const float *b, float *c, long k) { \
    tile(a, b, c, k, mr, KB, 1, KB);                                                \
  }                                                                                 \
  static void tile_turned_##mr(const float *a, const float *b, float *c, long k) {  \
    tile(a, b, c, k, mr, 1, mr, k);                                                 \
  }

TILE(1) TILE(2) TILE(3) TILE(4)
#if MR >= 6
TILE(5) TILE(6)
#endif
#if MR >= 12
TILE(7) TILE(8) TILE(9) TILE(10) TILE(11) TILE(12)
#endif
#undef TILE

#if MR == 12
#define TILES(x) {0, x##1, x##2, x##3, x##4, x##5, x##6, x##7, x##8, x##9, x##10, x##11, x##12}
#elif MR == 6
#define TILES(x) {0, x##1, x##2, x##3, x##4, x##5, x##6}
#else
#define TILES(x) {0, x##1, x##2, x##3, x##4}
#endif

// By the number of rows.
static tile_fn *const tile_straight[MR + 1] = TILES(tile_straight_), *const tile_turned[MR + 1] = TILES(tile_turned_);
