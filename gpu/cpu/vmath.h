// vmath.h: exp, log and GELU of a vector. The polynomials are minimax ones
// (Remez's exchange, relative error, coefficients rounded to float32); the errors
// named are those of all float32 arguments, in units of the last place of a float32
// (ulp), and a test holds them to it.
#ifndef VMATH_H
#define VMATH_H

#include "vec.h"

// The arguments at which exp has become 0 and infinity.
#define EXP_ZERO (VL == 16 ? -104.0f : -87.5f)
#define EXP_INFINITY 89.0f

// exp_between is vexp for arguments from EXP_ZERO to EXP_INFINITY, and NaN.
INLINE vec exp_between(vec x) {
  // x = n ln 2 + r, |r| <= ln(2)/2; ln 2 in two parts, of which the first is exact
  const vec n = multiply_add(x, splat(1.442695041f), splat(0x1.8p23f)) - 0x1.8p23f;
  const vec r = multiply_add(n, splat(-0x1.7f7d1cp-20f), multiply_add(n, splat(-0x1.62e4p-1f), x));
  vec p = splat(0.0013813145f);
  p = multiply_add(p, r, splat(0.008369419f));
  p = multiply_add(p, r, splat(0.041668457f));
  p = multiply_add(p, r, splat(0.16666515f));
  p = multiply_add(p, r, splat(0.49999993f));
  p = multiply_add(p, r * r, r);
  return times_power_of_2(p + 1.0f, n);
}

// vexp is exp(x), 1 ulp; it is 0 below 2^-125 (denormals only where VL is 16).
INLINE vec vexp(vec x) {
  return exp_between(smaller(splat(EXP_INFINITY), larger(splat(EXP_ZERO), x)));
}

// vlog is log(x) for normal x > 0, 1 ulp; infinity and NaN give NaN.
INLINE vec vlog(vec x) {
  // x = 2^n (1 + f), 1/√2 <= 1 + f < √2
  const ivec shifted = (ivec)x - 0x3f3504f3; // the bits of 1/√2
  const ivec n = shifted >> 23;
  const vec f = (vec)((ivec)x - (n << 23)) - 1.0f, whole = __builtin_convertvector(n, vec);
  vec p = splat(0.07105228f);
  p = multiply_add(p, f, splat(-0.11966451f));
  p = multiply_add(p, f, splat(0.11888548f));
  p = multiply_add(p, f, splat(-0.12358372f));
  p = multiply_add(p, f, splat(0.14213092f));
  p = multiply_add(p, f, splat(-0.16670372f));
  p = multiply_add(p, f, splat(0.20002529f));
  p = multiply_add(p, f, splat(-0.24999973f));
  p = multiply_add(p, f, splat(0.33333306f));
  const vec square = f * f;
  vec tail = multiply_add(p, square * f, whole * 0x1.7f7d1cp-20f);
  tail = multiply_add(square, splat(-0.5f), tail);
  return multiply_add(whole, splat(0x1.62e4p-1f), f + tail) + (x - x);
}

// normal_tail is Φ(-|x|), the normal distribution's tail, and *bell = exp(-x²/2).
// Their quotient falls smoothly from 1/2 like 1/|x|: a rational function.
INLINE vec normal_tail(vec x, vec *bell) {
  // Beyond this the bell is 0. (x²/2 rounds, so far out it is not quite exact.)
  const vec t = smaller(splat(VL == 16 ? 14.43f : 13.22f), magnitude(x));
  vec over = splat(0.004116344f), under = splat(0.010318025f);
  over = multiply_add(over, t, splat(0.040633454f));
  under = multiply_add(under, t, splat(0.10185941f));
  over = multiply_add(over, t, splat(0.1832358f));
  under = multiply_add(under, t, splat(0.46947238f));
  over = multiply_add(over, t, splat(0.43829582f));
  under = multiply_add(under, t, splat(1.2025059f));
  over = multiply_add(over, t, splat(0.5f));
  under = multiply_add(under, t, splat(1.6744766f));
  under = multiply_add(under, t, splat(1.0f));
  *bell = exp_between(t * t * -0.5f);
  return *bell * over / under;
}

// gelu is x Φ(x), the exact one. 2 ulp above 0; below, where 1 + erf(x/√2) would
// cancel, 3 ulp at -1 and a relative 4e-6 at -12.
INLINE vec gelu(vec x) {
  vec bell;
  const vec tail = normal_tail(x, &bell);
  return x * if_negative(x, tail, 1.0f - tail);
}

// gelu_grad is GELU's derivative Φ(x) + x φ(x), φ(x) = exp(-x²/2)/√(2π).
INLINE vec gelu_grad(vec x) {
  vec bell;
  const vec tail = normal_tail(x, &bell);
  return multiply_add(x * 0.39894228f, bell, if_negative(x, tail, 1.0f - tail));
}

#endif
