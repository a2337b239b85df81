// Plain C: vectors of four floats, which every 64-bit processor has or the
// compiler takes apart.
#define W 4
#define REGISTERS 16
#define FAMILY plain
#include "family.h"
