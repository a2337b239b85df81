// NEON, which every 64-bit ARM processor has.
#include <arm_neon.h>

#define W 4
#define REGISTERS 32
#define FUSED
#define FAMILY neon
#include "family.h"
