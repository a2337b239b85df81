#include "memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef _WIN32
#include <malloc.h>
#endif
#ifdef __linux__
#include <sys/mman.h>
#endif

// LARGE is a large page. A matrix of some megabytes in small pages needs more of
// them than the processor keeps track of.
enum { LARGE = 2 << 20, LINE = 64 };

void *memory_new(size_t bytes) {
  size_t align = bytes >= 2 * LARGE ? LARGE : LINE;
  if (bytes > SIZE_MAX - align) return 0;
  bytes = bytes ? (bytes + LINE - 1) / LINE * LINE : LINE;
#ifdef _WIN32
  void *m = _aligned_malloc(bytes, align);
#else
  void *m = 0;
  if (posix_memalign(&m, align, bytes)) return 0;
#endif
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  if (align == LARGE) madvise(m, bytes / LARGE * LARGE, MADV_HUGEPAGE);
#endif
  if (m) memset(m, 0, bytes);
  return m;
}

void memory_free(void *m) {
#ifdef _WIN32
  _aligned_free(m);
#else
  free(m);
#endif
}
