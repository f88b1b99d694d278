#include "convolution_rows.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define LEVEL __attribute__((target("avx2")))
#define UNROLL _Pragma("clang loop unroll(full)")

/// Four pixels x sixteen outputs in registers. A byte is at most 127, so two products fit 16 bits.
LEVEL ALWAYS void sum_avx2(
    const convolution_layer *layer, const int8_t *weights, const uint8_t *in, int32_t inStride, int pixels,
    int outputs, int32_t *sums) {
    __m256i held[4][2];
    UNROLL for (int p = 0; p < pixels; p++) held[p][0] = held[p][1] = _mm256_setzero_si256();
    const __m256i ones = _mm256_set1_epi16(1);
    for (int32_t y = 0; y < layer->size; y++)
        for (int32_t x = 0; x < layer->size; x++) {
            const uint8_t *tap = in + ((ptrdiff_t)y * inStride + x) * layer->dilation * layer->inputs;
            for (int32_t i = 0; i < layer->inputs; i += 4, weights += 4 * layer->outputs) {
                const __m256i low = _mm256_loadu_si256((const __m256i *)weights);
                const __m256i high = _mm256_loadu_si256((const __m256i *)(weights + 32));
                UNROLL for (int p = 0; p < pixels; p++) {
                    int32_t four;
                    memcpy(&four, tap + (ptrdiff_t)p * layer->step * layer->inputs + i, sizeof four);
                    const __m256i all = _mm256_set1_epi32(four);
                    const __m256i a = _mm256_madd_epi16(_mm256_maddubs_epi16(all, low), ones);
                    const __m256i b = _mm256_madd_epi16(_mm256_maddubs_epi16(all, high), ones);
                    held[p][0] = _mm256_add_epi32(held[p][0], a);
                    held[p][1] = _mm256_add_epi32(held[p][1], b);
                }
            }
        }
    UNROLL for (int p = 0; p < pixels; p++) UNROLL for (int v = 0; v < 2; v++)
        _mm256_store_si256((__m256i *)(sums + p * outputs + 8 * v), held[p][v]);
}

LEVEL void convolve_avx2(
    const convolution_layer *layer, const uint8_t *in, int32_t inStride, const uint8_t *skip, uint8_t *bytes,
    float *floats, int32_t outStride, int32_t width, int32_t height) {
    convolve_rows(layer, in, inStride, skip, bytes, floats, outStride, width, height, sum_avx2, 4, 16);
}
#endif
