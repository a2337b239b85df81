// vec.h: vectors of float32 in the width of one instruction set, and the few
// operations on them that C has no operator for. The arithmetic is written
// once on these; a family file chooses the width before it includes anything:
//
//   #define VL 16   floats in a vector: 16, 8 or 4
//
// + - * / on vectors are the language's own.
//
// Bits: multiply_add rounds once where the processor can (8 and 16), else twice.
// sum adds in a fixed order. NaN: larger(a, x) and smaller(a, x) are x when x is
// NaN.
#ifndef VEC_H
#define VEC_H

#include <stdint.h>
#include <string.h>

#if VL > 4
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

typedef float vec __attribute__((vector_size(4 * VL)));
typedef int32_t ivec __attribute__((vector_size(4 * VL)));
typedef uint32_t uvec __attribute__((vector_size(4 * VL)));

// The same in memory, at any address.
typedef float vec_at __attribute__((vector_size(4 * VL), aligned(4), may_alias));

INLINE vec load(const float *p) { return *(const vec_at *)p; }
INLINE void store(float *p, vec x) { *(vec_at *)p = x; }
INLINE vec zero(void) { return (vec){0}; }

#if VL == 16

INLINE vec splat(float x) { return _mm512_set1_ps(x); }
INLINE vec multiply_add(vec a, vec b, vec c) { return _mm512_fmadd_ps(a, b, c); }
INLINE vec root(vec x) { return _mm512_sqrt_ps(x); }
INLINE vec larger(vec a, vec x) { return _mm512_max_ps(a, x); }
INLINE vec smaller(vec a, vec x) { return _mm512_min_ps(a, x); }
INLINE vec magnitude(vec x) { return _mm512_abs_ps(x); }
INLINE vec times_power_of_2(vec x, vec n) { return _mm512_scalef_ps(x, n); }

INLINE __mmask16 first(int n) { return (__mmask16)((1u << n) - 1); }

// load_first reads n < VL floats, the rest is 0; store_first writes n.
INLINE vec load_first(const float *p, int n) { return _mm512_maskz_loadu_ps(first(n), p); }
INLINE void store_first(float *p, vec x, int n) { _mm512_mask_storeu_ps(p, first(n), x); }
// keep_first is x in the first n places and other in the rest.
INLINE vec keep_first(vec x, vec other, int n) { return _mm512_mask_blend_ps(first(n), other, x); }
// if_negative chooses a where x < 0, else b; b where x is NaN.
INLINE vec if_negative(vec x, vec a, vec b) {
  return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_LT_OQ), b, a);
}

#elif VL == 8

INLINE vec splat(float x) { return _mm256_set1_ps(x); }
INLINE vec multiply_add(vec a, vec b, vec c) { return _mm256_fmadd_ps(a, b, c); }
INLINE vec root(vec x) { return _mm256_sqrt_ps(x); }
INLINE vec larger(vec a, vec x) { return _mm256_max_ps(a, x); }
INLINE vec smaller(vec a, vec x) { return _mm256_min_ps(a, x); }
INLINE vec magnitude(vec x) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), x); }

INLINE __m256i first(int n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

INLINE vec load_first(const float *p, int n) { return _mm256_maskload_ps(p, first(n)); }
INLINE void store_first(float *p, vec x, int n) { _mm256_maskstore_ps(p, first(n), x); }
INLINE vec keep_first(vec x, vec other, int n) { return _mm256_blendv_ps(other, x, (vec)first(n)); }
INLINE vec if_negative(vec x, vec a, vec b) {
  return _mm256_blendv_ps(b, a, _mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_LT_OQ));
}

#else

INLINE vec choose(ivec mask, vec a, vec b) { return (vec)((mask & (ivec)a) | (~mask & (ivec)b)); }

INLINE vec splat(float x) { return (vec){x, x, x, x}; }
INLINE vec multiply_add(vec a, vec b, vec c) { return a * b + c; }
INLINE vec root(vec x) {
  return (vec){__builtin_sqrtf(x[0]), __builtin_sqrtf(x[1]), __builtin_sqrtf(x[2]), __builtin_sqrtf(x[3])};
}
INLINE vec larger(vec a, vec x) { return choose(a > x, a, x); }
INLINE vec smaller(vec a, vec x) { return choose(a < x, a, x); }
INLINE vec magnitude(vec x) { return (vec)((uvec)x & 0x7fffffffu); }

INLINE vec load_first(const float *p, int n) {
  vec x = zero();
  memcpy(&x, p, sizeof(float) * (size_t)n);
  return x;
}
INLINE void store_first(float *p, vec x, int n) { memcpy(p, &x, sizeof(float) * (size_t)n); }
INLINE vec keep_first(vec x, vec other, int n) { return choose((ivec){0, 1, 2, 3} < n, x, other); }
INLINE vec if_negative(vec x, vec a, vec b) { return choose(x < 0, a, b); }

#endif

#if VL != 16
// times_power_of_2 is x 2^n for whole n from -126 to 128; it is 0 for n = -126.
INLINE vec times_power_of_2(vec x, vec n) {
  const vec bits = n + 0x1.8p23f; // the lowest bits of which are those of n
  return (x + x) * (vec)(((uvec)bits << 23) + (126u << 23));
}
#endif

// sum and maximum of a vector's places; halves are folded until one is left.
INLINE float sum(vec x) {
  float at[VL];
  store(at, x);
  for (int half = VL / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++) at[i] += at[i + half];
  return at[0];
}

INLINE float maximum(vec x) {
  float at[VL];
  store(at, x);
  for (int half = VL / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++) at[i] = at[i] > at[i + half] || at[i] != at[i] ? at[i] : at[i + half];
  return at[0];
}

#endif
