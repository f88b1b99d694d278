#include "convolution.h"

#include <stddef.h>
#include <string.h>

// One body for every instruction set: sixteen outputs are one vector, which the compiler splits as the target needs.
typedef float lanes __attribute__((vector_size(64)));
#pragma clang diagnostic ignored "-Wpsabi"  // no vector crosses a call: everything below is inlined
#define ALWAYS static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

ALWAYS lanes load(const float *from) {
    lanes value;
    memcpy(&value, from, sizeof value);
    return value;
}

/// `pixels` x `vectors` sums are held in registers while every tap and input goes by.
ALWAYS void block(
    const convolution_layer *layer, const float *weights, const float *bias, const float *in, int32_t inStride,
    const float *skip, float *out, const int pixels, const int vectors) {
    lanes sums[12][4];
    UNROLL for (int p = 0; p < pixels; p++) UNROLL for (int v = 0; v < vectors; v++) sums[p][v] = load(bias + 16 * v);
    const ptrdiff_t inputs = layer->inputs, outputs = layer->outputs, reach = layer->size / 2 * layer->dilation;
    const float *row = in - (reach * inStride + reach) * inputs;
    for (int32_t y = 0; y < layer->size; y++, row += (ptrdiff_t)layer->dilation * inStride * inputs) {
        const float *tap = row;
        for (int32_t x = 0; x < layer->size; x++, tap += layer->dilation * inputs) {
            for (ptrdiff_t c = 0; c < inputs; c++, weights += outputs) {
                UNROLL for (int p = 0; p < pixels; p++) {
                    float value = tap[p * layer->step * inputs + c];
                    UNROLL for (int v = 0; v < vectors; v++) sums[p][v] += value * load(weights + 16 * v);
                }
            }
        }
    }
    UNROLL for (int p = 0; p < pixels; p++) UNROLL for (int v = 0; v < vectors; v++) {
        lanes value = sums[p][v];
        if (layer->rectifies) value = __builtin_elementwise_max(value, (lanes){0});
        if (skip) value += load(skip + p * outputs + 16 * v);
        memcpy(out + p * outputs + 16 * v, &value, sizeof value);
    }
}

ALWAYS void rows(
    const convolution_layer *layer, const float *weights, const float *bias, const float *in, int32_t inStride,
    const float *skip, float *out, int32_t outStride, int32_t width, int32_t height, const int pixels,
    const int vectors) {
    const ptrdiff_t outputs = layer->outputs;
    for (ptrdiff_t y = 0; y < height; y++)
        for (ptrdiff_t x = 0; x < width;) {
            const ptrdiff_t at = (y * outStride + x) * outputs;
            const float *from = in + (y * inStride + x) * layer->step * layer->inputs;
            const int full = width - x >= pixels;
            for (ptrdiff_t o = 0; o < outputs; o += 16 * vectors) {
                const float *beside = skip ? skip + at + o : NULL;
                if (full)
                    block(layer, weights + o, bias + o, from, inStride, beside, out + at + o, pixels, vectors);
                else
                    block(layer, weights + o, bias + o, from, inStride, beside, out + at + o, 1, vectors);
            }
            x += full ? pixels : 1;
        }
}

#define ARGUMENTS layer, weights, bias, in, inStride, skip, out, outStride, width, height
#define VARIANT(name)                                                                                              \
    static void name(                                                                                              \
        const convolution_layer *layer, const float *weights, const float *bias, const float *in, int32_t inStride, \
        const float *skip, float *out, int32_t outStride, int32_t width, int32_t height)

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma"))) VARIANT(with_avx512) {
    if (layer->outputs % 64 == 0)
        rows(ARGUMENTS, 6, 4);
    else if (layer->outputs % 32 == 0)
        rows(ARGUMENTS, 12, 2);
    else
        rows(ARGUMENTS, 12, 1);
}
__attribute__((target("avx2,fma"))) VARIANT(with_avx2) { rows(ARGUMENTS, 6, 1); }
#endif

// Four vectors of four outputs: right for NEON's 32 registers, and for plain SSE good enough.
VARIANT(plain) { rows(ARGUMENTS, 6, 1); }

void convolve_float(
    const convolution_layer *layer, const float *weights, const float *bias, const float *in, int32_t inStride,
    const float *skip, float *out, int32_t outStride, int32_t width, int32_t height) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        return with_avx512(ARGUMENTS);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return with_avx2(ARGUMENTS);
#endif
    plain(ARGUMENTS);
}
