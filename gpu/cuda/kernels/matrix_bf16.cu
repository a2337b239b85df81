// Matrix products of bfloat16 on tensor cores, summed in float32. A block makes SIDE by
// SIDE numbers, a warp a part of them. Both operands go through shared memory in pieces
// of 32 along k, of which three are there at a time: while one is multiplied the next
// two are on their way.
#include "matrix.h"

enum { DEPTH = 32, STAGES = 3 };

// tile is where a piece of an operand lies: straight as [side][DEPTH], turned as
// [DEPTH][side]; rows are padded so that load_matrices meets no two in one bank.
template <int side, bool turned> struct tile {
  enum {
    rows = turned ? int(DEPTH) : side,
    cols = turned ? side : int(DEPTH),
    stride = cols + 8,
    size = rows * stride,
    chunks = rows * cols / 8 // of 8 numbers, 16 bytes
  };
};

// load starts to take a piece of an operand to shared memory: numbers from_k to from_k +
// DEPTH of `side` rows from row `from` on; what is beyond its edges or `end` is 0.
template <int side, bool turned, int threads>
DEVICE void load(uint16_t *to, reals x, int rows, int k, int from, int from_k, int end) {
  typedef tile<side, turned> t;
  const int wide = turned ? rows : k, high = turned ? end : rows, edge = turned ? rows : end; // as it lies in memory
  const int top = turned ? from_k : from, left = turned ? from : from_k;
  const bool aligned = x.half && wide % 8 == 0 && (unsigned long)x.at % 16 == 0;
#pragma unroll
  for (int i = 0; i < t::chunks / threads; i++) {
    const int e = thread_x() + i * threads, r = e / (t::cols / 8), c = e % (t::cols / 8) * 8;
    const int there = top + r < high ? edge - (left + c) : 0;
    const long at = (long)(top + r) * wide + left + c;
    uint16_t *place = to + r * t::stride + c;
    if (there >= 8 && aligned)
      copy_later(place, (const uint16_t *)x.at + at);
    else
      *(chunk *)place = gather(x, at, there);
  }
}

// load_a is the 16 rows of a from row `row` on, numbers k to k + 15, as mma takes them.
template <int side, bool turned> DEVICE void load_a(uint32_t (&r)[4], const uint16_t *from, int row, int k) {
  const int i = thread_x() % 32 / 8, j = thread_x() % 8, stride = tile<side, turned>::stride;
  const int m = row + i % 2 * 8 + (turned ? 0 : j), deep = k + i / 2 * 8 + (turned ? j : 0);
  load_matrices(r, from + (turned ? deep * stride + m : m * stride + deep), turned);
}

// load_b is the same of 16 rows of b: the first 8 in r[0] and r[1], then the others.
template <int side, bool turned> DEVICE void load_b(uint32_t (&r)[4], const uint16_t *from, int row, int k) {
  const int i = thread_x() % 32 / 8, j = thread_x() % 8, stride = tile<side, turned>::stride;
  const int n = row + i / 2 * 8 + (turned ? 0 : j), deep = k + i % 2 * 8 + (turned ? j : 0);
  load_matrices(r, from + (turned ? deep * stride + n : n * stride + deep), turned);
}

// multiply: warps stand `across` in a row, each makes high by wide numbers.
template <int side, int across, int high, int wide, bool turned_a, bool turned_b>
DEVICE void multiply(const product &p) {
  typedef tile<side, turned_a> tile_a;
  typedef tile<side, turned_b> tile_b;
  enum { THREADS = side / high * across * 32, STAGE = int(tile_a::size) + int(tile_b::size) };
  DYNAMIC(uint16_t, shared);
  const int from_m = block_y() * side, from_n = block_x() * side;
  const int row = thread_x() / 32 / across * high, col = thread_x() / 32 % across * wide;
  const int first = first_k(p), end = end_k(p), steps = (end - first + DEPTH - 1) / DEPTH;
  float sum[high / 16][wide / 8][4] = {};

  for (int s = 0; s < steps + STAGES - 1; s++) { // load piece s, multiply the one STAGES - 1 before
    const int done = s - (STAGES - 1);
    if (done >= 0) {
      copy_wait<STAGES - 2>();
      sync_threads();
    }
    if (s < steps) {
      uint16_t *to = shared + s % STAGES * STAGE;
      load<side, turned_a, THREADS>(to, p.a, p.m, p.k, from_m, first + s * DEPTH, end);
      load<side, turned_b, THREADS>(to + tile_a::size, p.b, p.n, p.k, from_n, first + s * DEPTH, end);
    }
    copy_group();
    if (done < 0) continue;
    const uint16_t *a = shared + done % STAGES * STAGE, *b = a + tile_a::size;
#pragma unroll
    for (int k = 0; k < DEPTH; k += 16) {
      uint32_t left[high / 16][4], right[wide / 8][2];
#pragma unroll
      for (int i = 0; i < high / 16; i++) load_a<side, turned_a>(left[i], a, row + 16 * i, k);
#pragma unroll
      for (int j = 0; j < wide / 8; j += 2) {
        uint32_t two[4];
        load_b<side, turned_b>(two, b, col + 8 * j, k);
        right[j][0] = two[0], right[j][1] = two[1], right[j + 1][0] = two[2], right[j + 1][1] = two[3];
      }
#pragma unroll
      for (int i = 0; i < high / 16; i++)
#pragma unroll
        for (int j = 0; j < wide / 8; j++) mma(sum[i][j], left[i], right[j]);
    }
  }
  copy_wait<0>();
  sync_threads();

  // The sums go through shared memory, so that a warp finishes numbers that lie together.
  enum { ROW = side + 4 };
  float *sums = (float *)shared;
  const int g = thread_x() % 32 / 4, t = 2 * (thread_x() % 4);
#pragma unroll
  for (int i = 0; i < high / 16; i++)
#pragma unroll
    for (int j = 0; j < wide / 8; j++)
#pragma unroll
      for (int e = 0; e < 4; e++)
        sums[(row + 16 * i + g + e / 2 * 8) * ROW + col + 8 * j + t + e % 2] = sum[i][j][e];
  sync_threads();
#pragma unroll 1
  for (int e = thread_x(); e < side * side; e += THREADS)
    finish(p, from_m + e / side, from_n + e % side, sums[e / side * ROW + e % side]);
}

// Large tiles read less, small ones let more blocks share a small product. The order of
// every sum is the same.
#define PRODUCT_BF16(name, turned_a, turned_b)                                                                         \
  KERNEL(name##_bf16_128, PRODUCT) {                                                                                   \
    const product p = PRODUCT_ARGUMENTS;                                                                               \
    multiply<128, 4, 64, 32, turned_a, turned_b>(p);                                                                   \
  }                                                                                                                    \
  KERNEL(name##_bf16_64, PRODUCT) {                                                                                    \
    const product p = PRODUCT_ARGUMENTS;                                                                               \
    multiply<64, 2, 32, 32, turned_a, turned_b>(p);                                                                    \
  }

PRODUCT_BF16(linear, false, false)
PRODUCT_BF16(linear_input, false, true)
PRODUCT_BF16(linear_weight, true, true)
