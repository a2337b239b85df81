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
// b is cut into panels of NR columns, the last filled up with zeros, each stored
// row by row; a into panels of MR rows, the last one with as many as there are:
//
//	          NR                        b's panel 0        b's panel 1
//	      +-------+-------+---+        b00 b01 .. b0,NR-1  b0,NR ..
//	    k |   0   |   1   | 0 |   ->   b10 b11 .. b1,NR-1  b1,NR ..
//	      +-------+-------+---+        ...                 ...
//
//	         k
//	      +-------+                    turned: a column of a after the other
//	  MR  |   0   |                      a00 a10 .. aMR-1,0  a01 a11 ..
//	      +-------+               ->   as it is: pieces of KB columns, row by row
//	  MR  |   1   |                      a00 a01 .. a0,KB-1  a10 a11 .. a1,KB-1
//	      +-------+                      ..                  a0,KB ..
//
// The copy of a weight as b is kept until the weight changes. a is packed by the
// task that multiplies it, into the thread's scratch; for linear_weight, whose k
// is long, both are packed into the working space first.
//
// # The tile
//
// tile_*(a, b, c, k) multiplies one panel of each. It keeps MR x NR sums in
// registers, adds the k terms of each in order, starting from zero, and writes
// the tile to c, a full MR x NR floats aligned to 64 bytes, which is not read. An
// edge of c is a tile of which finish() keeps a part, so it adds in the same
// order, and a row of the result depends on no other row. For rows at the lower
// edge there are tiles of 1 to MR-1 rows, which only save work.
//
// finish() moves the tile to its place and does there what a layer does after
// the product. b's panels stream from L2, a's panel stays near in L1 (MR x KB
// pieces without a stride that would make them share cache lines), so blocks in k
// are not needed: 2 MR NR operations for every MR + NR floats.
#pragma once
#include "pool.h"

// MATRIX_MOST is the longest row that linear and linear_input take.
enum { MATRIX_MOST = 32768 };

struct matrix_kernels {
  // packed is the number of floats in the copy of b (k, n).
  long (*packed)(long k, long n);
  // pack fills it from w (out, in): turned for linear, as it is for linear_input.
  void (*pack)(struct pool *pool, float *packed, const float *w, long out, long in, int turned);

  void (*linear)(struct pool *pool, float *y, const float *x, const float *packed, const float *b, long rows, long out,
                 long in, int gelu, float *pre, const float *residual);
  void (*linear_input)(struct pool *pool, float *dx, const float *dy, const float *packed, long rows, long out, long in,
                       const float *pre, int add);
  void (*linear_weight)(struct pool *pool, float *dw, float *db, const float *dy, const float *x, long rows, long out,
                        long in, int add);
};
