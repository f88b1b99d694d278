/// What processors can do, each more than the one before; ARM has one level, the plain one, which is NEON there.
#pragma once
#include <stdint.h>

enum { KERNEL_PLAIN = 0, KERNEL_AVX2 = 1, KERNEL_AVX512 = 2 };

/// The greatest level that this processor has; what a kernel's `_at` is told may not be more.
int32_t kernel_level(void);
