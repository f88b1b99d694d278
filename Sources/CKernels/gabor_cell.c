#include "CKernels.h"

// One body, compiled for each instruction set and chosen when the program starts.
#if defined(__x86_64__)
#define FOR_EVERY_LEVEL __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define FOR_EVERY_LEVEL
#endif

enum { side = 8, radius = 10, taps = 2 * radius + 1 };

typedef float row_of_cell __attribute__((vector_size(side * sizeof(float)), aligned(4)));

FOR_EVERY_LEVEL
void kernel_gabor_cell(const float *source, ptrdiff_t stride, const float *filter, float *real, float *imaginary) {
    const float *imaginary_filter = filter + taps * taps;
    for (int first = 0; first < side; first += 4) {
        row_of_cell re[4] = {0}, im[4] = {0};
        for (int y = 0; y < taps; y++) {
            for (int x = 0; x < taps; x++) {
                float even = filter[y * taps + x], odd = imaginary_filter[y * taps + x];
                const float *from = source + (first + y - radius) * stride + x - radius;
#pragma clang loop unroll(full)
                for (int row = 0; row < 4; row++) {
                    row_of_cell pixels = *(const row_of_cell *)(from + row * stride);
                    re[row] += pixels * even;
                    im[row] += pixels * odd;
                }
            }
        }
        for (int row = 0; row < 4; row++) {
            *(row_of_cell *)(real + (first + row) * stride) = re[row];
            *(row_of_cell *)(imaginary + (first + row) * stride) = im[row];
        }
    }
}
