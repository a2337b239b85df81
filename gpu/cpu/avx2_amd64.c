// AVX2 with fused multiply-add: Intel since 2013, AMD since 2015.
#pragma GCC target("avx2,fma")
#include <immintrin.h>

#define W 8
#define REGISTERS 16
#define FUSED
#define FAMILY avx2
#include "family.h"
