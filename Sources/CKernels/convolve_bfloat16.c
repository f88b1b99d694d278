#include "convolution.h"

#include <stddef.h>

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define LEVEL __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx512bf16,avx2,fma")))
#define ALWAYS LEVEL static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

ALWAYS __m512 widened(const uint16_t *from) {
    __m512i bits = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)from));
    return _mm512_castsi512_ps(_mm512_slli_epi32(bits, 16));
}

/// `pixels` x `vectors` sums are held in registers while every tap and pair of inputs goes by.
ALWAYS void block(
    const convolution_layer *layer, const uint16_t *weights, const float *bias, const uint16_t *in, int32_t inStride,
    const uint16_t *skip, uint16_t *out, const int pixels, const int vectors) {
    __m512 sums[12][4];
    UNROLL for (int p = 0; p < pixels; p++) UNROLL for (int v = 0; v < vectors; v++)
        sums[p][v] = _mm512_loadu_ps(bias + 16 * v);
    const ptrdiff_t inputs = layer->inputs, outputs = layer->outputs, reach = layer->size / 2 * layer->dilation;
    const uint16_t *row = in - (reach * inStride + reach) * inputs;
    for (int32_t y = 0; y < layer->size; y++, row += (ptrdiff_t)layer->dilation * inStride * inputs) {
        const uint16_t *tap = row;
        for (int32_t x = 0; x < layer->size; x++, tap += layer->dilation * inputs) {
            for (ptrdiff_t c = 0; c < inputs; c += 2, weights += 2 * outputs) {
                __m512bh weight[4];
                UNROLL for (int v = 0; v < vectors; v++) weight[v] = (__m512bh)_mm512_loadu_si512(weights + 32 * v);
                UNROLL for (int p = 0; p < pixels; p++) {
                    int32_t pair;
                    memcpy(&pair, tap + p * layer->step * inputs + c, sizeof pair);
                    const __m512bh both = (__m512bh)_mm512_set1_epi32(pair);
                    UNROLL for (int v = 0; v < vectors; v++) sums[p][v] = _mm512_dpbf16_ps(sums[p][v], both, weight[v]);
                }
            }
        }
    }
    UNROLL for (int p = 0; p < pixels; p++) UNROLL for (int v = 0; v < vectors; v++) {
        __m512 value = sums[p][v];
        if (layer->rectifies) value = _mm512_max_ps(value, _mm512_setzero_ps());
        if (skip) value = _mm512_add_ps(value, widened(skip + p * outputs + 16 * v));
        _mm256_storeu_si256((__m256i *)(out + p * outputs + 16 * v), (__m256i)_mm512_cvtneps_pbh(value));
    }
}

ALWAYS void rows(
    const convolution_layer *layer, const uint16_t *weights, const float *bias, const uint16_t *in, int32_t inStride,
    const uint16_t *skip, uint16_t *out, int32_t outStride, int32_t width, int32_t height, const int pixels,
    const int vectors) {
    const ptrdiff_t outputs = layer->outputs;
    for (ptrdiff_t y = 0; y < height; y++)
        for (ptrdiff_t x = 0; x < width;) {
            const ptrdiff_t at = (y * outStride + x) * outputs;
            const uint16_t *from = in + (y * inStride + x) * layer->step * layer->inputs;
            const int full = width - x >= pixels;
            for (ptrdiff_t o = 0; o < outputs; o += 16 * vectors) {
                const uint16_t *beside = skip ? skip + at + o : NULL;
                if (full)
                    block(layer, weights + 2 * o, bias + o, from, inStride, beside, out + at + o, pixels, vectors);
                else
                    block(layer, weights + 2 * o, bias + o, from, inStride, beside, out + at + o, 1, vectors);
            }
            x += full ? pixels : 1;
        }
}

int32_t convolve_bfloat16_works(void) {
    return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
}

LEVEL void convolve_bfloat16(
    const convolution_layer *layer, const uint16_t *weights, const float *bias, const uint16_t *in, int32_t inStride,
    const uint16_t *skip, uint16_t *out, int32_t outStride, int32_t width, int32_t height) {
    if (layer->outputs % 64 == 0)
        rows(layer, weights, bias, in, inStride, skip, out, outStride, width, height, 6, 4);
    else if (layer->outputs % 32 == 0)
        rows(layer, weights, bias, in, inStride, skip, out, outStride, width, height, 12, 2);
    else
        rows(layer, weights, bias, in, inStride, skip, out, outStride, width, height, 12, 1);
}

#else

int32_t convolve_bfloat16_works(void) { return 0; }

void convolve_bfloat16(
    const convolution_layer *layer, const uint16_t *weights, const float *bias, const uint16_t *in, int32_t inStride,
    const uint16_t *skip, uint16_t *out, int32_t outStride, int32_t width, int32_t height) {
    (void)layer, (void)weights, (void)bias, (void)in, (void)inStride;
    (void)skip, (void)out, (void)outStride, (void)width, (void)height;
}

#endif
