// Values that are moved and added.
#include "cuda.h"
#include "reals.h"

KERNEL(add, float *y, const float *x, long n) {
  const long i = element();
  if (i < n) y[i] += x[i];
}

// convert copies between float32 and bfloat16.
KERNEL(convert, void *y, int y_half, const void *x, int x_half, long n) {
  const long i = element();
  if (i < n) put(reals{y, y_half}, i, get(reals{(void *)x, x_half}, i));
}
