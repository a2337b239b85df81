// What an ARM processor can do beyond NEON, as the system sees it.
#pragma once

#ifdef __linux__
#include <sys/auxv.h>
static inline int has_bf16(void) { return (getauxval(26) >> 14 & 1) != 0; } // AT_HWCAP2, HWCAP2_BF16
#elif defined(__APPLE__)
#include <sys/sysctl.h>
static inline int has_bf16(void) {
  int has = 0;
  unsigned long size = sizeof has;
  return sysctlbyname("hw.optional.arm.FEAT_BF16", &has, &size, 0, 0) == 0 && has;
}
#else
static inline int has_bf16(void) { return 0; }
#endif
