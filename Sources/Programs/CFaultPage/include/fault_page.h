#pragma once
#include <stdint.h>

/// The bytes of docs/faults.md, UTF-8, without an end.
const uint8_t *_Nonnull fault_page(int64_t *_Nonnull count);
