// Vectors of W floats, the words that every kernel is written in. A family file
// defines W and REGISTERS, how many vectors the processor holds (and FUSED where it has
// fused multiply-add, MASKED where it has masked loads, DOTS where it has dot products
// of bfloat16) and includes this file and the kernels after it, so
// the same source becomes SSE2, AVX2, AVX-512 or NEON.
//
// On V and I the operators + - * / & | ^ << >> < == work lane by lane; a
// comparison gives an I of 0 and -1. No file may use a reduction whose order the
// compiler chooses, so no file is compiled with -ffast-math.
#include <stdint.h>
#include <string.h>

typedef float V __attribute__((vector_size(4 * W)));
typedef int32_t I __attribute__((vector_size(4 * W)));
typedef uint32_t U __attribute__((vector_size(4 * W))); // bits: I's may not overflow
typedef float v_anywhere __attribute__((vector_size(4 * W), aligned(4), may_alias));
typedef int32_t i_anywhere __attribute__((vector_size(4 * W), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline))

INLINE V v_load(const float *p) { return *(const v_anywhere *)p; }
INLINE void v_store(float *p, V v) { *(v_anywhere *)p = v; }
INLINE I i_load(const int32_t *p) { return *(const i_anywhere *)p; }
INLINE V v_set(float x) { return x - (V){}; } // x - 0: -0 stays -0
INLINE I i_set(int32_t x) { return x - (I){}; }
INLINE V v_select(I mask, V yes, V no) { return (V)(((I)yes & mask) | ((I)no & ~mask)); }
INLINE V v_abs(V a) { return (V)((I)a & 0x7fffffff); }

// v_max and v_min: where one is NaN they give b. v_root is the square root.
#if defined(FUSED) && W == 16
INLINE V v_max(V a, V b) { return (V)_mm512_max_ps((__m512)a, (__m512)b); }
INLINE V v_min(V a, V b) { return (V)_mm512_min_ps((__m512)a, (__m512)b); }
INLINE V v_root(V v) { return (V)_mm512_sqrt_ps((__m512)v); }
#elif defined(FUSED) && W == 8
INLINE V v_max(V a, V b) { return (V)_mm256_max_ps((__m256)a, (__m256)b); }
INLINE V v_min(V a, V b) { return (V)_mm256_min_ps((__m256)a, (__m256)b); }
INLINE V v_root(V v) { return (V)_mm256_sqrt_ps((__m256)v); }
#else
INLINE V v_max(V a, V b) { return v_select(a > b, a, b); }
INLINE V v_min(V a, V b) { return v_select(a < b, a, b); }
#ifdef FUSED
INLINE V v_root(V v) { return (V)vsqrtq_f32((float32x4_t)v); }
#else
INLINE V v_root(V v) {
  for (int i = 0; i < W; i++) v[i] = __builtin_sqrtf(v[i]);
  return v;
}
#endif
#endif

// v_fma is a*b + c; rounded once where the family has the instruction.
INLINE V v_fma(V a, V b, V c) {
#if defined(FUSED) && W == 16
  return (V)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif defined(FUSED) && W == 8
  return (V)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#elif defined(FUSED)
  return (V)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#else
  return a * b + c;
#endif
}

// v_load_part reads the first n lanes, the others are 0; v_store_part writes the
// first n. Neither touches memory beyond. 0 <= n <= W.
INLINE V v_load_part(const float *p, long n) {
#ifdef MASKED
  return (V)_mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p);
#else
  float lanes[W] = {};
  for (long i = 0; i < n; i++) lanes[i] = p[i];
  return v_load(lanes);
#endif
}

INLINE void v_store_part(float *p, V v, long n) {
#ifdef MASKED
  _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), (__m512)v);
#else
  float lanes[W];
  v_store(lanes, v);
  for (long i = 0; i < n; i++) p[i] = lanes[i];
#endif
}

// v_sum adds the lanes, v_highest finds the largest: halves onto each other.
#if defined(FUSED) && W > 4
INLINE float sum_of_4(__m128 v) {
  v = _mm_add_ps(v, _mm_movehl_ps(v, v));
  return _mm_cvtss_f32(_mm_add_ss(v, _mm_movehdup_ps(v)));
}

INLINE float highest_of_4(__m128 v) {
  v = _mm_max_ps(v, _mm_movehl_ps(v, v));
  return _mm_cvtss_f32(_mm_max_ss(v, _mm_movehdup_ps(v)));
}

INLINE float sum_of_8(__m256 v) { return sum_of_4(_mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1))); }

INLINE float highest_of_8(__m256 v) {
  return highest_of_4(_mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1)));
}
#endif

#if defined(FUSED) && W == 16
INLINE __m256 upper_half(V v) { return _mm512_extractf32x8_ps((__m512)v, 1); }
INLINE float v_sum(V v) { return sum_of_8(_mm256_add_ps(_mm512_castps512_ps256((__m512)v), upper_half(v))); }
INLINE float v_highest(V v) { return highest_of_8(_mm256_max_ps(_mm512_castps512_ps256((__m512)v), upper_half(v))); }
#elif defined(FUSED) && W == 8
INLINE float v_sum(V v) { return sum_of_8((__m256)v); }
INLINE float v_highest(V v) { return highest_of_8((__m256)v); }
#else
INLINE float v_sum(V v) { return (v[0] + v[2]) + (v[1] + v[3]); }
INLINE float v_highest(V v) {
  v = v_max(v, __builtin_shufflevector(v, v, 2, 3, 0, 1));
  return v[0] > v[1] ? v[0] : v[1];
}
#endif

INLINE long l_min(long a, long b) { return a < b ? a : b; }
INLINE long l_max(long a, long b) { return a > b ? a : b; }
