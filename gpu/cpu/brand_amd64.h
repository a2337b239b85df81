// The name that a processor gives itself, and whose it is.
#pragma once
#include <cpuid.h>
#include <string.h>

// brand writes up to 48 characters and a 0.
static inline void brand(char name[49]) {
  unsigned part[12] = {0};
  for (unsigned i = 0; i < 3; i++)
    if (!__get_cpuid(0x80000002 + i, part + 4 * i, part + 4 * i + 1, part + 4 * i + 2, part + 4 * i + 3)) break;
  memcpy(name, part, 48);
  name[48] = 0;
}

static inline int made_by_intel(void) {
  unsigned most, genu = 0, ntel, inei;
  return __get_cpuid(0, &most, &genu, &ntel, &inei) && genu == 0x756e6547; // "Genu" of GenuineIntel
}
