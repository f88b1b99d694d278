#include "convolution_rows.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define LEVEL __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx512vnni,avx2")))
#define UNROLL _Pragma("clang loop unroll(full)")

/// `pixels` x `outputs` sums stay in registers while every tap and group of four inputs goes by.
LEVEL ALWAYS void sum_vnni(
    const convolution_layer *layer, const int8_t *weights, const uint8_t *in, int32_t inStride, const int pixels,
    const int outputs, int32_t *sums) {
    __m512i held[12][4];
    const int vectors = outputs / 16;
    UNROLL for (int p = 0; p < pixels; p++) UNROLL for (int v = 0; v < vectors; v++)
        held[p][v] = _mm512_setzero_si512();
    for (int32_t y = 0; y < layer->size; y++)
        for (int32_t x = 0; x < layer->size; x++) {
            const uint8_t *tap = in + ((ptrdiff_t)y * inStride + x) * layer->dilation * layer->inputs;
            for (int32_t i = 0; i < layer->inputs; i += 4, weights += 4 * layer->outputs) {
                __m512i weight[4];
                UNROLL for (int v = 0; v < vectors; v++) weight[v] = _mm512_loadu_si512(weights + 64 * v);
                UNROLL for (int p = 0; p < pixels; p++) {
                    int32_t four;
                    memcpy(&four, tap + (ptrdiff_t)p * layer->step * layer->inputs + i, sizeof four);
                    const __m512i all = _mm512_set1_epi32(four);
                    UNROLL for (int v = 0; v < vectors; v++)
                        held[p][v] = _mm512_dpbusd_epi32(held[p][v], all, weight[v]);
                }
            }
        }
    UNROLL for (int p = 0; p < pixels; p++) UNROLL for (int v = 0; v < vectors; v++)
        _mm512_store_si512(sums + p * outputs + 16 * v, held[p][v]);
}

LEVEL void convolve_vnni(
    const convolution_layer *layer, const uint8_t *in, int32_t inStride, const uint8_t *skip, uint8_t *bytes,
    float *floats, int32_t outStride, int32_t width, int32_t height) {
    if (layer->outputs % 64 == 0)
        convolve_rows(layer, in, inStride, skip, bytes, floats, outStride, width, height, sum_vnni, 6, 64);
    else if (layer->outputs % 32 == 0)
        convolve_rows(layer, in, inStride, skip, bytes, floats, outStride, width, height, sum_vnni, 12, 32);
    else
        convolve_rows(layer, in, inStride, skip, bytes, floats, outStride, width, height, sum_vnni, 12, 16);
}
#endif
