// Attention and its way back; attention.h tells how.
#include "attention_tile.h"

static const float LOG2_E = 1.442695041f, LN_2 = 0.6931471806f;

INLINE long round_up(long n, long to) { return (n + to - 1) / to * to; }

// query_block is how many queries are worked on at a time: their scores take some
// 64 KiB. It is a multiple of TILE_ROWS.
static long query_block(long n) {
  const long most = l_min(round_up(n, TILE_ROWS), (1 << 14) / round_up(n, W));
  return most <= 4 * TILE_ROWS ? 4 * TILE_ROWS : most / TILE_ROWS * TILE_ROWS;
}

// attention_scratch is what the greater of the two needs, the way back.
static long attention_scratch(long n, long d) {
  const long block = query_block(n) + TILE_ROWS, keys = round_up(n, W), dims = round_up(d, W);
  return (long)sizeof(float) * (2 * d * keys + (n + TILE_ROWS) * dims + 2 * block * (keys + dims + 1) + 64);
}

struct attention_args {
  float *y, *lse;
  const float *qkv;
  long n, h, d;
};

// softmax_rows turns scores into 2^(score - highest of the row), and notes that
// and the row's sum.
static void softmax_rows(float *scores, long row, long rows, long n, float *highest, float *sums) {
  static const float below[2 * W] = {[W... 2 * W - 1] = -__builtin_inff()};
  const long last = (n - 1) / W * W;
  const V outside = v_load(below + W - (n - last)); // -inf where there is no key
  for (long r = 0; r < rows; r++, scores += row) {
    const V tail = v_load(scores + last) + outside;
    V most = tail, sum = {};
    v_store(scores + last, tail);
    for (long c = 0; c < last; c += W) most = v_max(most, v_load(scores + c));
    highest[r] = v_highest(most);
    const V top = v_set(highest[r]);
    for (long c = 0; c <= last; c += W) {
      const V p = v_exp2(v_load(scores + c) - top);
      v_store(scores + c, p);
      sum += p;
    }
    sums[r] = v_sum(sum);
  }
}

// finish_rows makes 1/sum of sums, and lse.
static void finish_rows(float *lse, const float *highest, float *sums, long rows) {
  for (long r = 0; r < rows; r += W) {
    const V sum = v_load(sums + r), log = v_fma(v_load(highest + r), v_set(LN_2), v_log(sum));
    v_store(sums + r, 1 / sum);
    v_store_part(lse + r, log, l_min(W, rows - r));
  }
}

static void attention_task(const void *arg, long task, void *scratch) {
  const struct attention_args *a = arg;
  const long n = a->n, d = a->d, token = 3 * a->h * d, image = task / a->h, head = task % a->h;
  const long keys = round_up(n, W), dims = round_up(d, W), block = query_block(n);
  const float *q = a->qkv + image * n * token + head * d, *k = q + a->h * d, *v = k + a->h * d;
  float *kt = scratch, *vs = kt + d * keys, *qs = vs + (n + TILE_ROWS) * dims, *scores = qs + (block + TILE_ROWS) * dims;
  float *highest = scores + block * keys, *sums = highest + block + W;

  columns_of(kt, keys, k, token, n, d);
  copy_rows(vs, v, token, n, d, 1);
  for (long from = 0; from < n; from += block) {
    const long rows = l_min(block, n - from);
    copy_rows(qs, q + from * token, token, rows, d, LOG2_E / __builtin_sqrtf((float)d));
    small_product(&(struct small_product){scores, keys, rows, keys, qs, dims, 1, kt, keys, d, 0, 0});
    softmax_rows(scores, keys, rows, n, highest, sums);
    finish_rows(a->lse + task * n + from, highest, sums, rows);
    float *y = a->y + ((image * n + from) * a->h + head) * d;
    small_product(&(struct small_product){y, a->h * d, rows, d, scores, keys, 1, vs, dims, n, sums, 0});
  }
}

static void attention(struct pool *pool, float *y, float *lse, const float *qkv, long b, long n, long h, long d) {
  const struct attention_args a = {y, lse, qkv, n, h, d};
  pool_run(pool, attention_task, &a, n > 0 && d > 0 ? b * h : 0);
}

struct attention_backward_args {
  float *dqkv;
  const float *dy, *y, *lse, *qkv;
  long n, h, d;
};

// row_products: to[r] = scale a[r]·b[r], rows of d floats.
static void row_products(float *to, const float *a, long a_row, const float *b, long b_row, long rows, long d,
                         float scale) {
  for (long r = 0; r < rows; r++, a += a_row, b += b_row) {
    V sum = {};
    long c = 0;
    for (; c + W <= d; c += W) sum = v_fma(v_load(a + c), v_load(b + c), sum);
    if (c < d) sum = v_fma(v_load_part(a + c, d - c), v_load_part(b + c, d - c), sum);
    to[r] = scale * v_sum(sum);
  }
}

// grad_scores: p = 2^(p - lse log2 e) and ds = p (ds - dy·y) ln 2, in place. The ln 2
// takes off what q was multiplied with too much.
static void grad_scores(float *p, float *ds, long row, long rows, const float *lse, const float *products) {
  for (long r = 0; r < rows; r++) {
    const V shift = v_set(lse[r] * LOG2_E), product = v_set(products[r]);
    for (long c = 0; c < row; c += W, p += W, ds += W) {
      const V one = v_exp2(v_load(p) - shift);
      v_store(p, one);
      v_store(ds, one * v_fma(v_load(ds), v_set(LN_2), -product));
    }
  }
}

static void attention_backward_task(const void *arg, long task, void *scratch) {
  const struct attention_backward_args *a = arg;
  const long n = a->n, d = a->d, out = a->h * d, token = 3 * out, image = task / a->h, head = task % a->h;
  const long keys = round_up(n, W), dims = round_up(d, W), block = query_block(n);
  const float *q = a->qkv + image * n * token + head * d, *k = q + out, *v = k + out;
  float *dq = a->dqkv + image * n * token + head * d, *dk = dq + out, *dv = dk + out;
  const float scale = LOG2_E / __builtin_sqrtf((float)d);
  float *kt = scratch, *vt = kt + d * keys, *ks = vt + d * keys, *qs = ks + (n + TILE_ROWS) * dims;
  float *dys = qs + (block + TILE_ROWS) * dims, *p = dys + (block + TILE_ROWS) * dims;
  float *ds = p + (block + TILE_ROWS) * keys, *products = ds + (block + TILE_ROWS) * keys;

  columns_of(kt, keys, k, token, n, d);
  columns_of(vt, keys, v, token, n, d);
  copy_rows(ks, k, token, n, d, scale);
  for (long from = 0; from < n; from += block) {
    const long rows = l_min(block, n - from), at = ((image * n + from) * a->h + head) * d;
    copy_rows(qs, q + from * token, token, rows, d, scale);
    copy_rows(dys, a->dy + at, out, rows, d, 1);
    row_products(products, a->y + at, out, dys, dims, rows, d, LN_2);
    small_product(&(struct small_product){p, keys, rows, keys, qs, dims, 1, kt, keys, d, 0, 0});
    small_product(&(struct small_product){ds, keys, rows, keys, dys, dims, 1, vt, keys, d, 0, 0});
    grad_scores(p, ds, keys, rows, a->lse + task * n + from, products);
    small_product(&(struct small_product){dq + from * token, token, rows, d, ds, keys, 1, ks, dims, n, 0, 0});
    small_product(&(struct small_product){dk, token, n, d, ds, 1, keys, qs, dims, rows, 0, from > 0});
    small_product(&(struct small_product){dv, token, n, d, p, 1, keys, dys, dims, rows, 0, from > 0});
  }
}

static void attention_backward(struct pool *pool, float *dqkv, const float *dy, const float *y, const float *lse,
                               const float *qkv, long b, long n, long h, long d) {
  const struct attention_backward_args a = {dqkv, dy, y, lse, qkv, n, h, d};
  pool_run(pool, attention_backward_task, &a, n > 0 && d > 0 ? b * h : 0);
}

#define ATTENTION_KERNELS \
  {.scratch = attention_scratch, .attention = attention, .attention_backward = attention_backward}
