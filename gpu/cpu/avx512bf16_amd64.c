// AVX-512 with dot products of bfloat16: AMD since Zen 4 (2022), Intel servers since
// 2020 (Cooper Lake) and 2023.
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,fma,prefer-vector-width=512")
#include <immintrin.h>

#define W 16
#define REGISTERS 32
#define FUSED
#define MASKED
#define DOTS
#define FAMILY avx512bf16
#include "family.h"
