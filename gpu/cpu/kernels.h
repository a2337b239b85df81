// The kernels: one table of functions for each family of processors.
//
// # How a family is built
//
// plain.c, avx2_amd64.c, avx512_amd64.c ... name the instructions they may use,
// define the width of a vector, include vector.h and then every *_kernels.h, in
// which all kernels are written once. What comes out is a `struct kernels`. The
// name's suffix keeps a file off other architectures; family*.go chooses a table
// by what the processor has. A further family is a further file.
//
// # Conventions
//
//   - A kernel in a table is a whole operation of gpu/device.go: it cuts itself
//     into tasks as pool.h says and gives them to the pool. Its Go
//     side has checked buffers and sizes before, so it trusts them; sizes may be 0.
//   - Arguments come in the order of gpu/device.go, pool first; what may be absent
//     is null. Numbers of elements are long.
//   - Outputs are not read (they may hold NaN) unless an argument says add.
//   - Sums are added in an order that depends on shapes only. A reduction over
//     rows is cut into pieces of a fixed size whose sums are added in order.
//   - Memory that a task needs: the thread's scratch (pool.h). Memory that tasks
//     share: `work`, which the Go side gets from device.workspace and whose size a
//     function *_work in the same header tells.
//
// # Who declares what
//
// matrix.h, rows.h ... declare the functions as the fields of a struct, and
// matrix_kernels.h, rows_kernels.h ... define them and a macro that fills the
// struct: `#define MATRIX_KERNELS {.linear = linear, ...}`. Go cannot call through
// a pointer, so each header has a one-line wrapper for each field:
//
//   static inline void k_gelu(const struct rows_kernels *k, struct pool *p, ...)
#pragma once
#include <stdint.h>

#include "attention.h"
#include "loss.h"
#include "matrix.h"
#include "memory.h"
#include "pool.h"
#include "rows.h"
#include "tokens.h"

struct kernels;

struct memory_kernels {
  // add: y += x, n elements
  void (*add)(struct pool *pool, float *y, const float *x, long n);
  // peak does n rounds of multiply-add on registers, on each of so many threads,
  // and returns the number of floating-point operations; see MeasurePeak. With pairs
  // they are dot products of pairs of bfloat16.
  long (*peak)(struct pool *pool, int threads, long n, int pairs);
};

struct kernels {
  const char *name;
  int dots; // the processor multiplies pairs of bfloat16 as fast as float32s
  const struct kernels *floats; // whose products of float32 this family has: its own, most often
  struct memory_kernels memory;
  struct matrix_kernels matrix;
  struct token_kernels tokens;
  struct rows_kernels rows;
  struct attention_kernels attention;
  struct loss_kernels loss;
};

extern const struct kernels plain;
#ifdef __x86_64__
extern const struct kernels avx2, avx512, avx512bf16, amx;
#endif
#ifdef __aarch64__
extern const struct kernels neon, neonbf16;
#endif

static inline void k_add(const struct kernels *k, struct pool *pool, float *y, const float *x, long n) {
  k->memory.add(pool, y, x, n);
}

static inline long k_peak(const struct kernels *k, struct pool *pool, int threads, long n, int pairs) {
  return k->memory.peak(pool, threads, n, pairs);
}

static inline const struct matrix_kernels *products(const struct kernels *k, int pairs) {
  return pairs ? &k->matrix : &k->floats->matrix;
}

static inline long k_packed(const struct kernels *k, long rows, long n, int pairs) {
  return products(k, pairs)->packed(rows, n, pairs);
}

static inline void k_pack(const struct kernels *k, struct pool *pool, float *packed, const float *w, long out, long in,
                          int turned, int pairs) {
  products(k, pairs)->pack(pool, packed, w, out, in, turned, pairs);
}

static inline void k_linear(const struct kernels *k, struct pool *pool, struct reals y, struct reals x,
                            const float *packed, const float *b, long rows, long out, long in, int pairs, int gelu,
                            struct reals slope, struct reals residual) {
  products(k, pairs)->linear(pool, y, x, packed, b, rows, out, in, pairs, gelu, slope, residual);
}

static inline void k_linear_input(const struct kernels *k, struct pool *pool, struct reals dx, struct reals dy,
                                  const float *packed, long rows, long out, long in, int pairs, struct reals slope,
                                  int add) {
  products(k, pairs)->linear_input(pool, dx, dy, packed, rows, out, in, pairs, slope, add);
}

static inline void k_linear_weight(const struct kernels *k, struct pool *pool, float *dw, float *db, struct reals dy,
                                   struct reals x, long rows, long out, long in, int pairs, int add) {
  products(k, pairs)->linear_weight(pool, dw, db, dy, x, rows, out, in, pairs, add);
}
