// exp, log and GELU of a vector. The polynomials are minimax ones
// (Remez's exchange, of the relative error, in higher precision); the errors named
// are in units of a float32's last place (ulp), seen over all arguments, and a test
// holds them to it.
#pragma once

// v_scale is v 2^n for a whole n from -126 to 128, of which shifted is n + 1.5 2^23:
// its lowest bits are those of n. Without an instruction for it, 2^-126 counts as 0.
INLINE V v_scale(V v, V n, V shifted) {
#if defined(FUSED) && W == 16
  (void)shifted;
  return (V)_mm512_scalef_ps((__m512)v, (__m512)n);
#else
  (void)n;
  return (v + v) * (V)(((U)shifted << 23) + (126u << 23));
#endif
}

// v_exp is exp(x), 1 ulp; it is 0 below 2^-125 (denormals only where W is 16).
INLINE V v_exp(V x) {
  x = v_min(v_set(89), v_max(v_set(W == 16 ? -104.0f : -87.5f), x));
  // x = n ln 2 + r, |r| <= ln(2)/2; ln 2 in two parts, of which the first is exact
  const V shifted = v_fma(x, v_set(1.442695041f), v_set(0x1.8p23f)), n = shifted - 0x1.8p23f;
  const V r = v_fma(n, v_set(-0x1.7f7d1cp-20f), v_fma(n, v_set(-0x1.62e4p-1f), x));
  V p = v_set(0.0013813145f);
  p = v_fma(p, r, v_set(0.008369419f));
  p = v_fma(p, r, v_set(0.041668457f));
  p = v_fma(p, r, v_set(0.16666515f));
  p = v_fma(p, r, v_set(0.49999993f));
  p = v_fma(p, r * r, r) + 1.0f;
  return v_scale(p, n, shifted);
}

// exp2_between is v_exp2 for arguments that are not below EXP2_ZERO.
#define EXP2_ZERO (W == 16 ? -151.0f : -126.0f)

INLINE V exp2_between(V x) {
  const V shifted = x + 0x1.8p23f, n = shifted - 0x1.8p23f, f = x - n;
  V p = v_set(0.00015594755f);
  p = v_fma(p, f, v_set(0.0013406648f));
  p = v_fma(p, f, v_set(0.0096176928f));
  p = v_fma(p, f, v_set(0.055503105f));
  p = v_fma(p, f, v_set(0.24022653f));
  p = v_fma(p, f, v_set(0.69314722f));
  p = v_fma(p, f, v_set(1));
  return v_scale(p, n, shifted);
}

// v_exp2 is 2^x for x <= 1, 1 ulp; it is 0 far below, like v_exp. Above 128 it may
// be NaN.
INLINE V v_exp2(V x) { return exp2_between(v_max(v_set(EXP2_ZERO), x)); }

// v_log is log(x) for normal x > 0, 1 ulp; infinity and NaN give NaN.
INLINE V v_log(V x) {
  // x = 2^n (1 + f), 1/√2 <= 1 + f < √2
  const I n = (I)((U)x - 0x3f3504f3u) >> 23; // the bits of 1/√2
  const V f = (V)((U)x - ((U)n << 23)) - 1.0f, whole = __builtin_convertvector(n, V);
  V p = v_set(0.07105228f);
  p = v_fma(p, f, v_set(-0.11966451f));
  p = v_fma(p, f, v_set(0.11888548f));
  p = v_fma(p, f, v_set(-0.12358372f));
  p = v_fma(p, f, v_set(0.14213092f));
  p = v_fma(p, f, v_set(-0.16670372f));
  p = v_fma(p, f, v_set(0.20002529f));
  p = v_fma(p, f, v_set(-0.24999973f));
  p = v_fma(p, f, v_set(0.33333306f));
  const V square = f * f;
  V tail = v_fma(p, square * f, whole * 0x1.7f7d1cp-20f);
  tail = v_fma(square, v_set(-0.5f), tail);
  return v_fma(whole, v_set(0x1.62e4p-1f), f + tail) + (x - x);
}

// normal_tail is Φ(-|x|), the normal distribution's tail, and *bell = exp(-x²/2).
// Their quotient falls smoothly from 1/2 like 1/|x|: a rational function.
INLINE V normal_tail(V x, V *bell) {
  // Beyond this the bell is 0. (x²/2 rounds, so far out it is not quite exact.)
  const V t = v_min(v_set(W == 16 ? 14.45f : 13.21f), v_abs(x));
  V over = v_set(0.004116344f), under = v_set(0.010318025f);
  over = v_fma(over, t, v_set(0.040633454f));
  under = v_fma(under, t, v_set(0.10185941f));
  over = v_fma(over, t, v_set(0.1832358f));
  under = v_fma(under, t, v_set(0.46947238f));
  over = v_fma(over, t, v_set(0.43829582f));
  under = v_fma(under, t, v_set(1.2025059f));
  over = v_fma(over, t, v_set(0.5f));
  under = v_fma(under, t, v_set(1.6744766f));
  under = v_fma(under, t, v_set(1.0f));
  *bell = exp2_between(t * t * -0.72134752f); // log2(e)/2
  return *bell * (over / under);
}

// v_gelu_and_slope is GELU, x Φ(x), the exact one, and *slope its derivative Φ(x) +
// x φ(x), φ(x) = exp(-x²/2)/√(2π). GELU: 5 ulp above -1 and 4e-7 absolutely; further
// down, where 1 + erf(x/√2) would cancel, the relative error grows to no more than
// 8e-6. The slope: 2e-7 absolutely.
INLINE V v_gelu_and_slope(V x, V *slope) {
  V bell;
  const V tail = normal_tail(x, &bell), below = v_select(x < 0, tail, 1 - tail);
  *slope = v_fma(x * 0.39894228f, bell, below);
  return x * below;
}

INLINE V v_gelu(V x) {
  V slope;
  return v_gelu_and_slope(x, &slope);
}

INLINE V v_gelu_grad(V x) {
  V slope;
  v_gelu_and_slope(x, &slope);
  return slope;
}
