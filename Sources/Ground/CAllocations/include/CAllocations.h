/// Counts allocations; only programs that measure link it.
#pragma once
#include <stdint.h>

/// How often the calling thread has asked for memory so far; −1 where nobody counts: under a sanitizer, or without glibc.
int64_t allocations_of_this_thread(void);
