// Attention; attention.h tells how.
#pragma once
#include "attention_tile.h"

#define LOG2_E 1.442695041f
#define LN_2 0.6931471806f

INLINE long round_up(long n, long to) { return (n + to - 1) / to * to; }

// head_size has what is the same for every head. A picture cut into squares has one
// token more than a whole number of vectors, the first; then the last key goes a way
// of its own, lest it cost as much as a vector of keys.
struct head_size {
  long n, d;
  long keys;  // that are worked on as vectors: n - 1, or n rounded up
  long row;   // of scores: n rounded up
  long dims;  // d rounded up
  long block; // of queries: as many rows of scores as take some 64 KiB
  long depth; // of scores, as they are made: numbers, or more where instructions want more
};

#ifdef AMX
enum { SCORES_HIGH = MR, SCORES_WIDE = NR }; // what of scores is made at once
#else
enum { SCORES_HIGH = TILE_ROWS, SCORES_WIDE = W };
#endif

static struct head_size head_size(long n, long d) {
  const long row = round_up(n, SCORES_WIDE), most = (1 << 14) / (row + !row) / SCORES_HIGH * SCORES_HIGH;
  const long block = l_min(round_up(n, SCORES_HIGH), most < 4 * TILE_ROWS ? round_up(4 * TILE_ROWS, SCORES_HIGH) : most);
  return (struct head_size){n, d, n % W == 1 && n > 1 ? n - 1 : round_up(n, W), row, round_up(d, W), block, l_max(d, deep(d, 1))};
}

// attention_scratch is what the greater of the two needs, the way back.
static long attention_scratch(long n, long d) {
  const struct head_size s = head_size(n, d);
  return (long)sizeof(float) * (2 * s.depth * s.row + SCORES_HIGH * s.depth + 3 * n * s.dims +
                                s.block * (2 * s.row + 3 * s.dims) + 3 * (s.block + W));
}

struct attention_args {
  struct reals y, qkv;
  float *lse;
  long heads, together; // of an image, and in a task
  struct head_size s;
};

// together is how many heads of one image a task takes: one after the other, so that
// it can send for the next in time, but so few that there is work for many threads.
static long together(long b, long h) {
  const long tasks = 64, most = b * h / tasks;
  return most < 1 ? 1 : l_min(most, h);
}

// place is where the numbers of a head lie.
struct place {
  long token, q;     // a row of qkv, and where q begins in qkv
  long out, y;       // a row of y, and where the head begins in y
  long lse;          // where it begins in lse
  int last;          // of its task
};

INLINE struct place place_of(const struct head_size *s, long heads, long image, long head, int last) {
  const long out = heads * s->d, before = image * s->n * out;
  return (struct place){3 * out, 3 * before + head * s->d, out, before + head * s->d, (image * heads + head) * s->n, last};
}

// in_pairs tells whether scores of these are made of pairs of bfloat16, where they lie: their
// products are exact, so the scores are too.
INLINE int in_pairs(const struct head_size *s, struct reals a, struct reals b) {
#ifdef DOTS
  return a.half && b.half && s->d % 2 == 0;
#else
  (void)s, (void)a, (void)b;
  return 0;
#endif
}

// turned_keys makes what score_product takes as bt: of keys, or of values. scale is part of
// it, or where it is of pairs, of the product.
INLINE void turned_keys(float *bt, const struct head_size *s, struct reals from, long token, int pairs, float scale) {
#ifdef AMX
  for (long j = 0; pairs && j < s->keys; j += NR)
    pack_turned_pairs(bt + j * deep(s->d, 1), r_from(from, j * token), 0, s->d, token, l_min(s->n, s->keys) - j);
  if (pairs) return;
#endif
  if (pairs)
    pair_columns_of(bt, s->keys, from, token, l_min(s->n, s->keys), s->d);
  else
    columns_of(bt, s->keys, from, token, l_min(s->n, s->keys), s->d, scale);
}

#ifdef AMX
// score_tiles is score_product of pairs.
static void score_tiles(float *scores, struct reals a, long a_row, const float *bt, const struct head_size *s, long rows,
                        float scale, float *panel) {
  const long k = deep(s->d, 1);
  tiles_begin();
  for (long i = 0; i < rows; i += MR) {
    const long mr = l_min(MR, rows - i);
    pack_pairs(panel, r_from(a, i * a_row), mr, s->d, a_row);
    for (long j = 0; j < s->keys; j += NR) {
      if (mr <= HALF)
        tile(panel, bt + j * k, scores + i * s->row + j, k, 1, KB, MR * KB, s->row, 0);
      else
        tile(panel, bt + j * k, scores + i * s->row + j, k, 2, KB, MR * KB, s->row, 0);
    }
    for (long r = i; scale != 1 && r < i + mr; r++)
      for (long j = 0; j < s->keys; j += W) {
        float *at = scores + r * s->row + j;
        v_store(at, v_load(at) * scale);
      }
  }
  tiles_end();
}
#endif

// score_product: scores (rows, keys) of a's rows and bt, which is turned: floats, or pairs of
// what lies in rows of a_row numbers.
INLINE void score_product(float *scores, const void *a, long a_row, const float *bt, const struct head_size *s,
                          long rows, int pairs, float scale, struct ahead ahead, float *panel) {
#ifdef AMX
  if (pairs) return score_tiles(scores, (struct reals){(void *)a, 1}, a_row, bt, s, rows, scale, panel);
#else
  (void)panel;
#endif
  small_product(&(struct small_product){.pairs = pairs, .c = scores, .c_row = s->row, .rows = rows, .columns = s->keys,
                                        .a = a, .a_row = pairs ? a_row / 2 : a_row, .a_step = 1,
                                        .b = bt, .b_row = s->keys, .depth = pairs ? s->d / 2 : s->d,
                                        .scale = pairs ? scale : 0, .ahead = ahead});
}

// next_qkv is what the next head needs of qkv for the same queries.
INLINE struct ahead next_qkv(struct reals q, const struct place *at, const struct head_size *s) {
  const struct reals next = r_from(q, s->d);
  if (at->last) return (struct ahead){};
  return (struct ahead){{next, r_from(next, at->out), r_from(next, 2 * at->out)}, at->token, s->d};
}

// floats are reals of float32.
INLINE struct reals floats(float *x) { return (struct reals){x, 0}; }

// find_highest notes the highest score of each row, and makes those that stand for
// no key -inf.
static void find_highest(float *highest, float *scores, const struct head_size *s, long rows) {
  static const float below[2 * W] = {[W... 2 * W - 1] = -__builtin_inff()};
  const long last = s->keys - W;
  const V outside = v_load(below + (s->keys > s->n ? s->keys - s->n : 0));
  for (long r = 0; r < rows; r++, scores += s->row) {
    V most = v_load(scores + last) + outside;
    v_store(scores + last, most);
    for (long c = 0; c < last; c += W) most = v_max(most, v_load(scores + c));
    highest[r] = v_highest(most);
  }
}

// raise_single does for the scores of the last key what find_highest and
// raise_scores do for the others.
static void raise_single(float *single, float *highest, long rows) {
  for (long r = 0; r < rows; r += W) {
    const V score = v_load(single + r), top = v_max(v_load(highest + r), score);
    v_store(highest + r, top);
    v_store(single + r, v_exp2(score - top));
  }
}

// raise_scores turns scores into 2^(score - highest of the row) and adds them up to
// sums. single, if any, are those of the last key; they get to their place here.
static void raise_scores(float *sums, float *scores, const struct head_size *s, long rows, const float *highest,
                         const float *single) {
  for (long r = 0; r < rows; r++, scores += s->row) {
    const V top = v_set(highest[r]);
    V sum = {};
    for (long c = 0; c < s->keys; c += W) {
      const V p = v_exp2(v_load(scores + c) - top);
      v_store(scores + c, p);
      sum += p;
    }
    sums[r] = v_sum(sum);
    if (!single) continue;
    sums[r] += single[r];
    scores[s->n - 1] = single[r];
  }
}

// finish_sums makes lse of sums, and 1/sum.
static void finish_sums(float *lse, float *sums, const float *highest, long rows) {
  for (long r = 0; r < rows; r += W) {
    const V sum = v_load(sums + r), log = v_fma(v_load(highest + r), v_set(LN_2), v_log(sum));
    v_store(sums + r, 1 / sum);
    v_store_part(lse + r, log, l_min(W, rows - r));
  }
}

// weighted_values: y (rows, d) = scores v, each row times its factor.
static void weighted_values(struct reals y, const float *scores, const float *vs, const float *factor,
                            const struct head_size *s, long out, long rows, float *ys) {
  small_product(&(struct small_product){.c = y.half ? ys : y.at, .c_row = y.half ? s->dims : out, .rows = rows,
                                        .columns = s->d, .a = scores, .a_row = s->row, .a_step = 1,
                                        .b = vs, .b_row = s->dims, .depth = s->n, .factor = factor, .far = !y.half});
  if (y.half) put_rows(y, out, ys, rows, s->d);
}

static void attend(const struct attention_args *a, struct place at, float *scratch) {
  const struct head_size s = a->s;
  const struct reals k = r_from(a->qkv, at.q + at.out), v = r_from(k, at.out), k_last = r_from(k, (s.n - 1) * at.token);
  const float scale = LOG2_E / __builtin_sqrtf((float)s.d);
  float *panel = scratch, *kt = panel + SCORES_HIGH * s.depth, *vs = kt + s.depth * s.row, *scores = vs + s.n * s.dims;
  float *highest = scores + s.block * s.row, *sums = highest + s.block + W;
  float *last = sums + s.block + W, *single = s.keys < s.n ? last : 0;
  float *qs = last + s.block + W, *ys = qs + s.block * s.dims;

  const int pairs = in_pairs(&s, k, k);
  turned_keys(kt, &s, k, at.token, pairs, scale);
  copy_rows(vs, v, at.token, s.n, s.d);
  for (long from = 0; from < s.n; from += s.block) {
    const long rows = l_min(s.block, s.n - from);
    const struct reals q = r_from(a->qkv, at.q + from * at.token), y = r_from(a->y, at.y + from * at.out);
    const int copied = q.half && !pairs;
    if (copied) copy_rows(qs, q, at.token, rows, s.d);
    score_product(scores, copied ? qs : q.at, copied ? s.dims : at.token, kt, &s, rows, pairs, scale, next_qkv(q, &at, &s),
                  panel);
    find_highest(highest, scores, &s, rows);
    if (single) {
      row_products(single, q, at.token, k_last, 0, rows, s.d, scale);
      raise_single(single, highest, rows);
    }
    raise_scores(sums, scores, &s, rows, highest, single);
    finish_sums(a->lse + at.lse + from, sums, highest, rows);
    weighted_values(y, scores, vs, sums, &s, at.out, rows, ys);
  }
}

static void attention_task(const void *arg, long task, void *scratch) {
  const struct attention_args *a = arg;
  const long tasks = pieces(a->heads, a->together), image = task / tasks, from = task % tasks * a->together;
  const long end = l_min(a->heads, from + a->together);
  for (long head = from; head < end; head++)
    attend(a, place_of(&a->s, a->heads, image, head, head + 1 == end), scratch);
}

static void attention(struct pool *pool, struct reals y, float *lse, struct reals qkv, long b, long n, long h, long d) {
  if (n == 0 || d == 0) return;
  const struct attention_args a = {y, qkv, lse, h, together(b, h), head_size(n, d)};
  pool_run(pool, attention_task, &a, b * pieces(h, a.together));
}
