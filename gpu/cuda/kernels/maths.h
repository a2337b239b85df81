// exp, log and GELU of a float. The polynomials are those of gpu/cpu/vmath.h, which
// names their errors. NaN stays NaN.
#pragma once

#include "cuda.h"

DEVICE float fused(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
DEVICE float absolute(float x) { return __builtin_fabsf(x); }
DEVICE float root(float x) { return __builtin_sqrtf(x); }
DEVICE float infinity() { return __builtin_inff(); }

// larger takes the second where the first is NaN.
DEVICE float larger(float a, float b) { return a > b ? a : b; }

// scaled is v 2^n for a whole n from -126 to 127.
DEVICE float scaled(float v, int n) { return v * __builtin_bit_cast(float, (uint32_t)(n + 127) << 23); }

// exponential is exp(x), 1 ulp; 0 below 2^-125.
DEVICE float exponential(float x) {
  if (x < -87.0f) return 0;
  x = x > 89.0f ? 89.0f : x;
  // x = n ln 2 + r, |r| <= ln(2)/2; ln 2 in two parts, of which the first is exact
  const float n = fused(x, 1.442695041f, 12582912.0f) - 12582912.0f;
  const float r = fused(n, -1.42860677e-6f, fused(n, -0.693145752f, x));
  float p = 0.0013813145f;
  p = fused(p, r, 0.008369419f);
  p = fused(p, r, 0.041668457f);
  p = fused(p, r, 0.16666515f);
  p = fused(p, r, 0.49999993f);
  p = fused(p, r * r, r) + 1.0f;
  return x == x ? scaled(p + p, (int)n - 1) : x; // n is 128 at most
}

// logarithm is log(x), 1 ulp, for normal x > 0; of 0 and infinity it is infinite.
DEVICE float logarithm(float x) {
  if (!(x > 0) || x == infinity()) return x == 0 ? -infinity() : x;
  // x = 2^n (1 + f), 1/√2 <= 1 + f < √2
  const int bits = __builtin_bit_cast(int, x), n = (bits - 0x3f3504f3) >> 23;
  const float f = __builtin_bit_cast(float, bits - n * (1 << 23)) - 1.0f, whole = (float)n;
  float p = 0.07105228f;
  p = fused(p, f, -0.11966451f);
  p = fused(p, f, 0.11888548f);
  p = fused(p, f, -0.12358372f);
  p = fused(p, f, 0.14213092f);
  p = fused(p, f, -0.16670372f);
  p = fused(p, f, 0.20002529f);
  p = fused(p, f, -0.24999973f);
  p = fused(p, f, 0.33333306f);
  const float square = f * f;
  float tail = fused(p, square * f, whole * 1.42860677e-6f);
  tail = fused(square, -0.5f, tail);
  return fused(whole, 0.693145752f, f + tail);
}

// gelu is x Φ(x), the exact one, and *slope its derivative Φ(x) + x φ(x), φ(x) =
// exp(-x²/2)/√(2π). Φ(-|x|) is φ(x) times a rational function.
DEVICE float gelu(float x, float *slope) {
  const float t = absolute(x) > 13.2f ? 13.2f : absolute(x); // there the bell is 0
  float over = 0.004116344f, under = 0.010318025f;
  over = fused(over, t, 0.040633454f);
  under = fused(under, t, 0.10185941f);
  over = fused(over, t, 0.1832358f);
  under = fused(under, t, 0.46947238f);
  over = fused(over, t, 0.43829582f);
  under = fused(under, t, 1.2025059f);
  over = fused(over, t, 0.5f);
  under = fused(under, t, 1.6744766f);
  under = fused(under, t, 1.0f);
  const float bell = exponential(t * t * -0.5f), tail = bell * (over / under);
  const float below = x < 0 ? tail : 1 - tail;
  *slope = fused(x * 0.39894228f, bell, below);
  return x * below;
}
