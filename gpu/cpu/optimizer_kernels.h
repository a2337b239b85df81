// AdamW and the sum of squares. Both only stream through memory.
#include "row_loop.h"

enum { STREAM_PIECE = 1 << 14 }; // elements of a task

struct adamw_args {
  float *w, *m, *v;
  const float *g;
  long n;
  struct adamw_step step;
};

static void adamw_task(const void *arg, long task, void *scratch) {
  const struct adamw_args *a = arg;
  (void)scratch;
  const struct adamw_step s = a->step;
  const long from = task * STREAM_PIECE;
  float *w = a->w + from, *m = a->m + from, *v = a->v + from;
  const float *g = a->g + from;
  FOR_ROW(l_min(STREAM_PIECE, a->n - from), {
    const V grad = FETCH(g);
    const V mean = v_fma(FETCH(m), v_set(s.beta1), grad * s.rest1);
    const V square = v_fma(FETCH(v), v_set(s.beta2), grad * grad * s.rest2);
    const V move = s.rate * mean / (v_root(square) / s.root + s.eps);
    PUT(m, mean);
    PUT(v, square);
    PUT(w, FETCH(w) * s.keep - move);
  })
}

static void adamw(struct pool *pool, float *w, const float *g, float *m, float *v, long n, struct adamw_step s) {
  const struct adamw_args a = {w, m, v, g, n, s};
  pool_run(pool, adamw_task, &a, pieces(n, STREAM_PIECE));
}

// Half a vector as doubles, so that squares neither overflow nor lose digits.
typedef float half_v __attribute__((vector_size(2 * W), aligned(4), may_alias));
typedef double wide_v __attribute__((vector_size(4 * W)));

struct sum_args {
  double *work; // for each task, its sum
  const float *x;
  long n;
};

static void sum_task(const void *arg, long task, void *scratch) {
  enum { H = W / 2 };
  const struct sum_args *a = arg;
  (void)scratch;
  const float *x = a->x + task * STREAM_PIECE;
  const long n = l_min(STREAM_PIECE, a->n - task * STREAM_PIECE);
  wide_v sum[4] = {};
  double total = 0;
  long i = 0;
  for (; i + 4 * H <= n; i += 4 * H) {
#pragma GCC unroll 4
    for (int j = 0; j < 4; j++) {
      const wide_v d = __builtin_convertvector(*(const half_v *)(x + i + j * H), wide_v);
      sum[j] += d * d;
    }
  }
  const wide_v all = (sum[0] + sum[1]) + (sum[2] + sum[3]);
  for (int j = 0; j < H; j++) total += all[j];
  for (; i < n; i++) total += (double)x[i] * x[i];
  a->work[task] = total;
}

static long sum_squares_work(long n) { return pieces(n, STREAM_PIECE); }

static void sum_squares(struct pool *pool, double *work, float *out, const float *x, long n) {
  const struct sum_args a = {work, x, n};
  const long tasks = sum_squares_work(n);
  pool_run(pool, sum_task, &a, tasks);
  double total = 0;
  for (long i = 0; i < tasks; i++) total += work[i];
  *out = (float)total;
}

#define LOSS_KERNELS                                  \
  {                                                   \
    .masked_mse = masked_mse,                         \
    .masked_mse_work = mse_work,                      \
    .masked_mse_backward = masked_mse_backward,       \
    .cross_entropy = cross_entropy,                   \
    .cross_entropy_work = cross_entropy_work,         \
    .cross_entropy_backward = cross_entropy_backward, \
    .adamw = adamw,                                   \
    .sum_squares = sum_squares,                       \
    .sum_squares_work = sum_squares_work,             \
  }
