// AMX beside AVX-512: Intel servers since 2023 (Sapphire Rapids). Tiles multiply pairs of
// bfloat16 only; products of float32 are those of avx512bf16.
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,fma,prefer-vector-width=512")
#include <immintrin.h>

#define W 16
#define REGISTERS 32
#define FUSED
#define MASKED
#define DOTS
#define AMX
#define FAMILY amx
#define FLOATS avx512bf16
#include "family.h"
