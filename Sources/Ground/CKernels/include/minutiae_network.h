/// The weights of the minutiae network, as Training/export.py wrote them.
#pragma once
#include <stdint.h>

/// The whole file, linked into the program; `count` gets its bytes.
const uint8_t *minutiae_network(int64_t *count);
