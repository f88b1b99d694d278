#include "fault_page.h"

#pragma clang diagnostic ignored "-Wc23-extensions"
static const uint8_t bytes[] = {
#embed "../../../docs/faults.md"
};

const uint8_t *fault_page(int64_t *count) {
    *count = sizeof bytes;
    return bytes;
}
