// NEON with dot products of bfloat16: ARM since v8.6 (Apple M2, Graviton 3).
#pragma GCC target("arch=armv8.2-a+bf16")
#include <arm_neon.h>

#define W 4
#define REGISTERS 32
#define FUSED
#define DOTS
#define FAMILY neonbf16
#include "family.h"
