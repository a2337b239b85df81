// AVX-512: Intel servers since 2017, AMD since Zen 4 (2022).
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl,fma,prefer-vector-width=512")
#include <immintrin.h>

#define W 16
#define REGISTERS 32
#define FUSED
#define MASKED
#define FAMILY avx512
#include "family.h"
