// The inner loop of matrix products on AMX: see matrix.h for its contract, amx.h for the
// instructions. All here is of pairs.
//
// A tile of the product is two by two of the processor's, which with two of a and two of
// b are the eight that it has. Each of the four loads is used twice: a load takes half as
// long as a multiplication, so both are busy.
#include "amx.h"

#define NV 2
#define NR (NV * W)
#define MR 32
#define DEPTH 16 // pairs that one instruction multiplies: k is filled up to them
#define KB DEPTH

enum { HALF = MR / 2 };

// tile is a tile of HALF or MR rows, tall of the processor's. Row r of a is at a + r*row,
// and its next DEPTH pairs `step` further on. Rows of c are `across` apart; adds tells
// whether the sums are added to what is there.
INLINE void tile(const float *a, const float *b, float *c, long k, const int tall, long row, long step, long across,
                 int adds) {
  float *c2 = c + HALF * across;
  row *= sizeof(float), across *= sizeof(float);
  if (adds) {
    TILE_LOAD(0, c, across);
    TILE_LOAD(1, c + W, across);
    if (tall > 1) TILE_LOAD(2, c2, across);
    if (tall > 1) TILE_LOAD(3, c2 + W, across);
  } else {
    TILE_ZERO(0);
    TILE_ZERO(1);
    if (tall > 1) TILE_ZERO(2);
    if (tall > 1) TILE_ZERO(3);
  }
  for (const float *end = b + k * NR; b < end; b += DEPTH * NR, a += step) {
    TILE_LOAD(6, b, NR * sizeof(float));
    TILE_LOAD(4, a, row);
    TILE_DOT(0, 4, 6);
    TILE_LOAD(7, b + W, NR * sizeof(float));
    TILE_DOT(1, 4, 7);
    if (tall == 1) continue;
    TILE_LOAD(5, (const char *)a + HALF * row, row);
    TILE_DOT(2, 5, 6);
    TILE_DOT(3, 5, 7);
  }
  TILE_STORE(0, c, across);
  TILE_STORE(1, c + W, across);
  if (tall == 1) return;
  TILE_STORE(2, c2, across);
  TILE_STORE(3, c2 + W, across);
}

// A tile_fn multiplies a, whose rows are `stride` apart, with a panel of b.
typedef void tile_fn(const float *a, const float *b, float *c, long k, long stride);

static void dot_direct(const float *a, const float *b, float *c, long k, long stride) {
  tile(a, b, c, k, 2, stride, DEPTH, NR, 0);
}

static void dot_pieces(const float *a, const float *b, float *c, long k, long stride) {
  (void)stride;
  tile(a, b, c, k, 2, KB, MR * KB, NR, 0);
}

static void dot_few(const float *a, const float *b, float *c, long k, long stride) {
  (void)stride;
  tile(a, b, c, k, 1, KB, MR * KB, NR, 0);
}

// tile_for is the tile of mr rows. Those of pieces compute rows that nobody asked for.
INLINE tile_fn *tile_for(int direct, int pairs, long mr) {
  (void)pairs;
  return direct ? dot_direct : mr <= HALF ? dot_few : dot_pieces;
}

// piece_rows is how many rows there are in a piece of mr.
INLINE long piece_rows(long mr) {
  (void)mr;
  return MR;
}

// reads_whole tells whether a tile of mr rows reads others too, and so only a copy.
INLINE int reads_whole(long mr) { return mr < MR; }

// A panel_fn multiplies a panel of MR columns of a, in pieces, with a panel of b.
typedef void panel_fn(const float *a, const float *b, float *c, long k, long across, int adds);

static void dot_panels(const float *a, const float *b, float *c, long k, long across, int adds) {
  tile(a, b, c, k, 2, KB, MR * KB, across, adds);
}

INLINE panel_fn *panels_for(int pairs) {
  (void)pairs;
  return dot_panels;
}
