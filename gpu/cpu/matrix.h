// The three products of a linear layer, as the Go side sees them.
//
// All are c (m, n) = a (m, k) b (k, n), and differ in where a and b lie:
//
//	linear         y = x Wᵀ        rows x in x out     b is W turned
//	linear_input   dx = dy W       rows x out x in     b is W as it is
//	linear_weight  dw = dyᵀ x      out x rows x in     a is dy turned
//
// # Packed panels
//
// b, of linear and linear_input, is a weight. It is copied into panels of NR columns,
// the last filled up with zeros, each stored row by row:
//
//	          NR                        panel 0                panel 1
//	      +-------+-------+---+        b00 b01 .. b0,NR-1     b0,NR ..
//	    k |   0   |   1   | 0 |   ->   b10 b11 .. b1,NR-1     b1,NR ..
//	      +-------+-------+---+        ..                     ..
//
// a is read where it lies, MR rows at a time: they stay in L1 while b's panels
// stream from L2. Only where MR rows share their lines of L1, at strides of 4 KiB,
// are they copied first, in pieces of KB columns:
//
//	         k                         piece 0                piece 1
//	      +-------+                    a00 a01 .. a0,KB-1     a0,KB ..
//	  MR  |       |               ->   a10 a11 .. a1,KB-1     a1,KB ..
//	      +-------+                    ..                     ..
//
// linear_weight, whose a and b are used once, copies both into panels, strips of rows
// of them; see matrix_weight.h.
//
// # The tile
//
// A tile_fn(a, b, c, k, ..) multiplies MR rows of a with NR columns of b. It keeps
// MR x NR sums in registers, adds the k terms of each in order, starting from zero,
// and writes them to c, a full MR x NR floats aligned to 64 bytes, which is not
// read. An edge of the result is a tile of which finish() keeps a part, so it adds
// in the same order, and a row of the result depends on no other row. Where a ends
// there are tiles of 1 to MR-1 rows. a and b need no alignment.
//
// finish() moves the tile to its place and does there what a layer does after the
// product. It reads the result only to add to it, for else it may hold NaN.
//
// A tile does MR NR multiply-adds for every MR + NR floats that it reads: with 12 x
// 32 one float for 8.7, which L2 delivers without effort. So blocks in k, as other
// libraries have, are not needed.
//
// # Pairs
//
// With mixed precision the numbers that are multiplied are bfloat16, and an element
// of a and b, whatever else is said here of floats, is a pair of neighbours along k
// (see halves.h): b is packed so, a is read so where it lies if it is stored as
// bfloat16 with an even k, and else, like both sides of linear_weight, copied so. Where an
// instruction multiplies DEPTH pairs at once (AMX), "even" is a multiple of them, and 0 fills
// them up.
// Sums, and all that finish() does, are float32.
#pragma once
#include "pool.h"
#include "reals.h"

// MATRIX_MOST is the longest row that linear and linear_input take.
enum { MATRIX_MOST = 32768 };

struct matrix_kernels {
  // packed is the number of floats in the copy of b (k, n).
  long (*packed)(long k, long n, int pairs);
  // pack fills it from w (out, in): turned for linear, as it is for linear_input.
  void (*pack)(struct pool *pool, float *packed, const float *w, long out, long in, int turned, int pairs);

  void (*linear)(struct pool *pool, struct reals y, struct reals x, const float *packed, const float *b, long rows,
                 long out, long in, int pairs, int gelu, struct reals slope, struct reals residual);
  void (*linear_input)(struct pool *pool, struct reals dx, struct reals dy, const float *packed, long rows, long out,
                       long in, int pairs, struct reals slope, int add);
  void (*linear_weight)(struct pool *pool, float *dw, float *db, struct reals dy, struct reals x, long rows, long out,
                        long in, int pairs, int add);
};
