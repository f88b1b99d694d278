#include "minutiae_network.h"

#pragma clang diagnostic ignored "-Wc23-extensions"
static const uint8_t bytes[] = {
#embed "../../../Training/minutiae-network.rlw"
};

const uint8_t *minutiae_network(int64_t *count) {
    *count = sizeof bytes;
    return bytes;
}
