// Memory for buffers: zeroed, aligned to 64 bytes (a cache line and the widest
// vector), in large pages where the system has them.
#pragma once
#include <stddef.h>

void *memory_new(size_t bytes); // null: there is no room
void memory_free(void *m);      // null is allowed
