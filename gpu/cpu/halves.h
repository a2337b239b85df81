// bfloat16, the upper half of a float32: reading and writing it, and products of
// pairs. A kernel computes in float32 whatever is stored.
//
// A pair is two neighbours along a product's k in one lane of 32 bits, the first in
// the lower half: what a processor multiplies at once that has DOTS, instructions for
// dot products of bfloat16. Where it has none the pair is taken apart; so the result
// is as exact, and all that prepares a product is the same in every family.
#pragma once
#include "reals.h"

typedef uint16_t H __attribute__((vector_size(2 * W)));
typedef uint16_t h_anywhere __attribute__((vector_size(2 * W), aligned(2), may_alias));

INLINE H h_load(const uint16_t *p) { return *(const h_anywhere *)p; }
INLINE void h_store(uint16_t *p, H h) { *(h_anywhere *)p = h; }

INLINE H h_load_part(const uint16_t *p, long n) {
#ifdef MASKED
  return (H)_mm256_maskz_loadu_epi16((__mmask16)((1u << n) - 1), p);
#else
  uint16_t lanes[W] = {};
  for (long i = 0; i < n; i++) lanes[i] = p[i];
  return h_load(lanes);
#endif
}

INLINE void h_store_part(uint16_t *p, H h, long n) {
#ifdef MASKED
  _mm256_mask_storeu_epi16(p, (__mmask16)((1u << n) - 1), (__m256i)h);
#else
  uint16_t lanes[W];
  h_store(lanes, h);
  for (long i = 0; i < n; i++) p[i] = lanes[i];
#endif
}

INLINE V v_widen(H h) { return (V)(__builtin_convertvector(h, U) << 16); }

// v_near has the nearest bfloat16 in the upper half of each lane; a tie goes to the
// even one, NaN stays NaN.
INLINE U v_near(V v) {
  const U bits = (U)v, near = bits + (0x7fff + (bits >> 16 & 1));
  return (U)v_select(v == v, (V)near, (V)(bits | 0x400000));
}

INLINE H v_narrow(V v) {
#if defined(DOTS) && W == 16
  return (H)_mm512_cvtneps_pbh((__m512)v);
#elif defined(DOTS)
  return (H)vcvt_bf16_f32((float32x4_t)v);
#else
  return __builtin_convertvector(v_near(v) >> 16, H);
#endif
}

// v_pairs makes W pairs of 2W numbers in a row.
INLINE V v_pairs(H first, H second) {
#if defined(FUSED) && W == 16
  return (V)_mm512_inserti64x4(_mm512_castsi256_si512((__m256i)first), (__m256i)second, 1);
#elif defined(FUSED) && W == 8
  return (V)_mm256_set_m128i((__m128i)second, (__m128i)first);
#else
  const H both[2] = {first, second};
  V pairs;
  memcpy(&pairs, both, sizeof pairs);
  return pairs;
#endif
}

// v_zip makes W pairs of two rows of W.
INLINE V v_zip(H even, H odd) { return (V)(__builtin_convertvector(even, U) | __builtin_convertvector(odd, U) << 16); }

// v_set_pair is the pair that stands where a number would.
INLINE V v_set_pair(const float *p) {
  int32_t pair;
  memcpy(&pair, p, sizeof pair);
  return (V)i_set(pair);
}

// v_dot is sum + the products of a's pairs with b's, in each lane.
INLINE V v_dot(V a, V b, V sum) {
#if defined(DOTS) && W == 16
  return (V)_mm512_dpbf16_ps((__m512)sum, (__m512bh)a, (__m512bh)b);
#elif defined(DOTS)
  return (V)vbfdotq_f32((float32x4_t)sum, (bfloat16x8_t)a, (bfloat16x8_t)b);
#else
  sum = v_fma((V)((U)a & 0xffff0000u), (V)((U)b & 0xffff0000u), sum);
  return v_fma((V)((U)a << 16), (V)((U)b << 16), sum);
#endif
}

// Reading and writing reals from number i on: W numbers, or the first n.

INLINE struct reals r_from(struct reals r, long i) {
  return (struct reals){(char *)r.at + i * (r.half ? 2 : 4), r.half};
}

INLINE H r_halves(struct reals r, long i, long n) {
  if (!r.half) return v_narrow(n >= W ? v_load((const float *)r.at + i) : v_load_part((const float *)r.at + i, n));
  return n >= W ? h_load((const uint16_t *)r.at + i) : h_load_part((const uint16_t *)r.at + i, n);
}

INLINE V r_load(struct reals r, long i, long n) {
  if (!r.half) return n >= W ? v_load((const float *)r.at + i) : v_load_part((const float *)r.at + i, n);
  return v_widen(n >= W ? h_load((const uint16_t *)r.at + i) : h_load_part((const uint16_t *)r.at + i, n));
}

INLINE void r_store(struct reals r, long i, V v, long n) {
  if (r.half && n >= W)
    h_store((uint16_t *)r.at + i, v_narrow(v));
  else if (r.half)
    h_store_part((uint16_t *)r.at + i, v_narrow(v), n);
  else if (n >= W)
    v_store((float *)r.at + i, v);
  else
    v_store_part((float *)r.at + i, v, n);
}
