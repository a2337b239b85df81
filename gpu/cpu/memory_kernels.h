// Adding buffers, and the loop that shows what the processor can do.

#ifdef AMX
#include "amx.h"
#endif

enum { ADD_PIECE = 1 << 16 }; // elements of one task

struct add_args {
  float *y;
  const float *x;
  long n;
};

static void add_task(const void *arg, long task, void *scratch) {
  const struct add_args *a = arg;
  (void)scratch;
  long i = task * ADD_PIECE, end = l_min(a->n, i + ADD_PIECE);
  for (; i + W <= end; i += W) v_store(a->y + i, v_load(a->y + i) + v_load(a->x + i));
  for (; i < end; i++) a->y[i] += a->x[i];
}

static void add(struct pool *pool, float *y, const float *x, long n) {
  struct add_args a = {y, x, n};
  pool_run(pool, add_task, &a, (n + ADD_PIECE - 1) / ADD_PIECE);
}

// PEAK_CHAINS multiply-adds that do not wait for each other: more than any
// processor's latency times its units, few enough to stay in registers.
enum { PEAK_CHAINS = 12 };

INLINE void peak_loop(long n, float *result, const int pairs) {
  V sum[PEAK_CHAINS];
#pragma GCC unroll 12
  for (int i = 0; i < PEAK_CHAINS; i++) sum[i] = v_set(1e-3f * (float)i);
  V a = v_set(0.999f), b = v_set(1e-3f);
  for (long round = 0; round < n; round++) {
    __asm__ volatile("" : : : "memory");
#pragma GCC unroll 12
    for (int i = 0; i < PEAK_CHAINS; i++) sum[i] = pairs ? v_dot(a, b, sum[i]) : v_fma(sum[i], a, b);
  }
  V all = sum[0];
#pragma GCC unroll 12
  for (int i = 1; i < PEAK_CHAINS; i++) all += sum[i];
  v_store(result, all); // or the compiler would drop the loop
}

static void peak_task(const void *arg, long task, void *scratch) {
  (void)task;
  peak_loop(*(const long *)arg, scratch, 0);
}

#ifdef AMX
enum { PEAK_TILES = 4, PEAK_PAIR = PEAK_TILES * 2 * 16 * 16 * 32, PEAK_SHARE = 16 }; // a round is long: do fewer

static void peak_pairs_task(const void *arg, long task, void *scratch) {
  (void)task, (void)scratch;
  tiles_begin();
  for (long n = *(const long *)arg / PEAK_SHARE; n > 0; n--) {
    TILE_DOT(0, 4, 6);
    TILE_DOT(1, 4, 7);
    TILE_DOT(2, 5, 6);
    TILE_DOT(3, 5, 7);
  }
  tiles_end();
}
#else
enum { PEAK_PAIR = 4 * W * PEAK_CHAINS, PEAK_SHARE = 1 };

static void peak_pairs_task(const void *arg, long task, void *scratch) {
  (void)task;
  peak_loop(*(const long *)arg, scratch, 1);
}
#endif

static long peak(struct pool *pool, int threads, long n, int pairs) {
  pool_run(pool, pairs ? peak_pairs_task : peak_task, &n, threads);
  return pairs ? n / PEAK_SHARE * PEAK_PAIR * threads : 2L * W * PEAK_CHAINS * n * threads;
}

#define MEMORY_KERNELS {.add = add, .peak = peak}
