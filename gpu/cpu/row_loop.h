// How kernels walk along rows of any length, and how rows are cut into tasks.
#pragma once

enum { PIECE = 1 << 12 }; // elements of a task, about

INLINE long pieces(long n, long size) { return (n + size - 1) / size; }

// row_piece is how many rows a task gets.
INLINE long row_piece(long cols) { return cols < PIECE ? PIECE / (cols > 0 ? cols : 1) : 1; }

INLINE I v_lanes(void) {
  I lanes;
  for (int i = 0; i < W; i++) lanes[i] = i;
  return lanes;
}

// v_first keeps the first n lanes, the others become other's.
INLINE V v_first(V v, long n, V other) { return v_select(v_lanes() < i_set((int32_t)n), v, other); }

// FOR_ROW runs its body for each vector of a row of n: FETCH(p) is what the row p
// holds there, with 0 beyond the end, and PUT(p, v) stores, but for what is beyond
// the end. KEEP(v, other) is v with other beyond the end.
#define FOR_ROW(n, ...)            \
  {                                \
    enum { PART = 0, left = W };   \
    long c = 0;                    \
    for (; c + W <= (n); c += W) { \
      __VA_ARGS__                  \
    }                              \
    if (c < (n)) {                 \
      enum { PART = 1 };           \
      const long left = (n) - c;   \
      __VA_ARGS__                  \
    }                              \
  }
#define FETCH(p) (PART ? v_load_part((p) + c, left) : v_load((p) + c))
#define PUT(p, v) (PART ? v_store_part((p) + c, v, left) : v_store((p) + c, v))
#define PUT_REALS(r, v) r_store(r, c, v, left) // of reals
#define KEEP(v, other) (PART ? v_first(v, left, other) : (v))
