// Attention's way back; attention.h tells how.
#include "attention_kernels.h"

struct attention_backward_args {
  struct reals dqkv, dy, y, qkv;
  const float *lse;
  long heads, together; // of an image, and in a task
  struct head_size s;
};

// next_y is what the next head needs of dy and y for the same queries. A place that
// is not needed names one that is.
INLINE struct ahead next_y(struct reals dy, struct reals y, const struct place *at, const struct head_size *s) {
  dy = r_from(dy, s->d), y = r_from(y, s->d);
  return at->last ? (struct ahead){} : (struct ahead){{dy, y, y}, at->out, s->d};
}

// grad_score: p = 2^(p - lse log2 e) and ds = p (ds scale - product), in place.
INLINE void grad_score(float *p, float *ds, V lse, V product, float scale) {
  const V one = v_exp2(v_fma(lse, v_set(-LOG2_E), v_load(p)));
  v_store(p, one);
  v_store(ds, one * v_fma(v_load(ds), v_set(scale), -product));
}

static void grad_scores(float *p, float *ds, const struct head_size *s, long rows, const float *lse,
                        const float *products, float scale) {
  for (long r = 0; r < rows; r++, p += s->row, ds += s->row) {
    const V shift = v_set(lse[r]), product = v_set(products[r]);
    for (long c = 0; c < s->keys; c += W) grad_score(p + c, ds + c, shift, product, scale);
  }
}

// grad_single does the same for the last key, and puts both to their place.
static void grad_single(float *p, float *ds, const struct head_size *s, long rows, const float *lse,
                        const float *products, float scale, float *single_p, float *single_ds) {
  for (long r = 0; r < rows; r += W) {
    const V shift = v_load_part(lse + r, l_min(W, rows - r));
    grad_score(single_p + r, single_ds + r, shift, v_load(products + r), scale);
  }
  for (long r = 0; r < rows; r++) {
    p[r * s->row + s->n - 1] = single_p[r];
    ds[r * s->row + s->n - 1] = single_ds[r];
  }
}

// query_gradient: dq (rows, d) = ds k.
INLINE void query_gradient(float *dq, const float *ds, const float *ks, const struct head_size *s, long token, long rows) {
  small_product(&(struct small_product){.c = dq, .c_row = token, .rows = rows, .columns = s->d,
                                        .a = ds, .a_row = s->row, .a_step = 1,
                                        .b = ks, .b_row = s->dims, .depth = s->n, .far = 1});
}

// key_gradient: dk (n, d) = dsᵀ q; with add, += that. dv is alike.
INLINE void key_gradient(float *dk, const float *ds, const float *qs, const struct head_size *s, long token, long rows,
                         int add) {
  small_product(&(struct small_product){.c = dk, .c_row = token, .rows = s->n, .columns = s->d,
                                        .a = ds, .a_row = 1, .a_step = s->row,
                                        .b = qs, .b_row = s->dims, .depth = rows, .add = add, .far = 1});
}

// head_gradients is where a head's gradients go: where they belong, or, while they are
// not complete and would be rounded, to the scratch.
struct head_gradients {
  float *dq, *dk, *dv;
  long row;
};

INLINE struct head_gradients head_gradients(struct reals dqkv, const struct place *at, const struct head_size *s,
                                            float *scratch) {
  float *dq = dqkv.at;
  if (!dqkv.half) return (struct head_gradients){dq + at->q, dq + at->q + at->out, dq + at->q + 2 * at->out, at->token};
  return (struct head_gradients){scratch + 2 * s->n * s->dims, scratch, scratch + s->n * s->dims, s->dims};
}

static void attend_backward(const struct attention_backward_args *a, struct place at, float *scratch) {
  const struct head_size s = a->s;
  const struct reals k = r_from(a->qkv, at.q + at.out), v = r_from(k, at.out), dk = r_from(a->dqkv, at.q + at.out);
  const long last = (s.n - 1) * at.token;
  const float scale = 1 / __builtin_sqrtf((float)s.d);
  float *panel = scratch, *kt = panel + SCORES_HIGH * s.depth, *vt = kt + s.depth * s.row;
  float *ks = vt + s.depth * s.row, *qs = ks + s.n * s.dims;
  float *dys = qs + s.block * s.dims, *p = dys + s.block * s.dims, *ds = p + s.block * s.row;
  float *products = ds + s.block * s.row, *single_p = products + s.block + W, *single_ds = single_p + s.block + W;
  struct head_gradients to = head_gradients(a->dqkv, &at, &s, single_ds + s.block + W);

  const int pairs = in_pairs(&s, k, k), dy_pairs = in_pairs(&s, a->dy, v);
  turned_keys(kt, &s, k, at.token, pairs, scale * LOG2_E);
  turned_keys(vt, &s, v, at.token, dy_pairs, 1);
  copy_rows(ks, k, at.token, s.n, s.d);
  for (long from = 0; from < s.n; from += s.block) {
    const long rows = l_min(s.block, s.n - from), query = at.q + from * at.token, result = at.y + from * at.out;
    const struct reals q = r_from(a->qkv, query), dy = r_from(a->dy, result), y = r_from(a->y, result);
    const float *lse = a->lse + at.lse + from;
    copy_rows(qs, q, at.token, rows, s.d);
    copy_rows(dys, dy, at.out, rows, s.d);
    row_products(products, y, at.out, floats(dys), s.dims, rows, s.d, scale);
    score_product(p, pairs ? q.at : qs, pairs ? at.token : s.dims, kt, &s, rows, pairs, scale * LOG2_E, next_qkv(q, &at, &s),
                  panel);
    score_product(ds, dy_pairs ? dy.at : dys, dy_pairs ? at.out : s.dims, vt, &s, rows, dy_pairs, 1, next_y(dy, y, &at, &s),
                  panel);
    grad_scores(p, ds, &s, rows, lse, products, scale);
    if (s.keys < s.n) {
      row_products(single_p, floats(qs), s.dims, r_from(k, last), 0, rows, s.d, scale * LOG2_E);
      row_products(single_ds, floats(dys), s.dims, r_from(v, last), 0, rows, s.d, 1);
      grad_single(p, ds, &s, rows, lse, products, scale, single_p, single_ds);
    }
    query_gradient(to.dq, ds, ks, &s, to.row, rows);
    key_gradient(to.dk, ds, qs, &s, to.row, rows, from > 0);
    key_gradient(to.dv, p, dys, &s, to.row, rows, from > 0);
    if (a->dqkv.half)
      put_rows(r_from(a->dqkv, query), at.token, to.dq, rows, s.d);
    else
      to.dq += rows * at.token;
  }
  if (!a->dqkv.half) return;
  put_rows(dk, at.token, to.dk, s.n, s.d);
  put_rows(r_from(dk, at.out), at.token, to.dv, s.n, s.d);
}

static void attention_backward_task(const void *arg, long task, void *scratch) {
  const struct attention_backward_args *a = arg;
  const long tasks = pieces(a->heads, a->together), image = task / tasks, from = task % tasks * a->together;
  const long end = l_min(a->heads, from + a->together);
  for (long head = from; head < end; head++)
    attend_backward(a, place_of(&a->s, a->heads, image, head, head + 1 == end), scratch);
}

static void attention_backward(struct pool *pool, struct reals dqkv, struct reals dy, struct reals y, const float *lse,
                               struct reals qkv, long b, long n, long h, long d) {
  if (n == 0 || d == 0) return;
  const struct attention_backward_args a = {dqkv, dy, y, qkv, lse, h, together(b, h), head_size(n, d)};
  pool_run(pool, attention_backward_task, &a, b * pieces(h, a.together));
}

#define ATTENTION_KERNELS \
  {.scratch = attention_scratch, .attention = attention, .attention_backward = attention_backward}
