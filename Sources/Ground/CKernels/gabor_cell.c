#include "CKernels.h"
#include "kernel_levels.h"

enum { side = 8, radius = 8, taps = 2 * radius + 1 };

typedef float row_of_cell __attribute__((vector_size(side * sizeof(float)), aligned(4)));

KERNEL_BODY void kernel_gabor_cell_body(
    const float *source, ptrdiff_t stride, const float *filter, float *real, float *imaginary) {
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

KERNEL_LEVELS(
    void, kernel_gabor_cell,
    (const float *source, ptrdiff_t stride, const float *filter, float *real, float *imaginary),
    (source, stride, filter, real, imaginary))
