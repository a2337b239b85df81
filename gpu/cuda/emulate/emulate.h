// What Go calls.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// emulate_launch runs a kernel to its end, and returns what went wrong or null. One
// call at a time.
const char *emulate_launch(const char *name, const int grid[3], const int size[3], int shared_bytes,
                           const uint64_t *args, int n);

#ifdef __cplusplus
}
#endif
