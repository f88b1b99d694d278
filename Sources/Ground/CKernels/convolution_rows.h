/// What all levels of the convolution share; each includes it and has it compiled for its own processors.
#pragma once
#include "convolution.h"

#include <math.h>
#include <stddef.h>

#define ALWAYS static inline __attribute__((always_inline))

/// Pixels times outputs that one block may hold.
enum { CONVOLUTION_BLOCK = 384 };

/// Sums `pixels` pixels, which lie side by side in the output, and `outputs` outputs from `weights` on.
typedef void convolution_sum(
    const convolution_layer *layer, const int8_t *weights, const uint8_t *in, int32_t inStride, int pixels,
    int outputs, int32_t *sums);

ALWAYS uint8_t rounded(float value) { return (uint8_t)(int32_t)(value < 127.0f ? value + 0.5f : 127.0f); }

/// From one pixel's sums to what is stored. Multiplications and additions stay apart, or levels would round differently;
/// nothing overlaps, so that the compiler makes vectors of it.
ALWAYS void finish(
    const int32_t *restrict sums, const float *restrict scale, const float *restrict bias, int outputs,
    float least, const uint8_t *restrict skip, float skipScale, uint8_t *restrict bytes, float *restrict floats) {
#pragma clang fp contract(off)
    if (floats) {
        for (int o = 0; o < outputs; o++) floats[o] = (float)sums[o] * scale[o] + bias[o];
        return;
    }
    for (int o = 0; o < outputs; o++) {
        float value = (float)sums[o] * scale[o] + bias[o];
        value = value > least ? value : least;
        if (skip) value += (float)skip[o] * skipScale;
        value = value > 0 ? value : 0;
        bytes[o] = rounded(value);
    }
}

/// Every pixel and output, in blocks of `pixels` x `outputs`; the last pixels of a row one by one.
ALWAYS void convolve_rows(
    const convolution_layer *layer, const uint8_t *in, int32_t inStride, const uint8_t *skip, uint8_t *bytes,
    float *floats, int32_t outStride, int32_t width, int32_t height, convolution_sum *sum, const int pixels,
    const int outputs) {
    _Alignas(64) int32_t sums[CONVOLUTION_BLOCK];
    const ptrdiff_t reach = layer->size / 2 * layer->dilation, all = layer->outputs;
    const float least = layer->rectifies ? 0 : -INFINITY, skipScale = layer->skipScale;
    for (ptrdiff_t y = 0; y < height; y++)
        for (ptrdiff_t x = 0; x < width;) {
            const ptrdiff_t at = (y * outStride + x) * all;
            const uint8_t *from =
                in + ((y * layer->step - reach) * inStride + x * layer->step - reach) * layer->inputs;
            const int full = width - x >= pixels;
            for (int o = 0; o < all; o += outputs) {
                const int8_t *weights = layer->weights + 4 * o;
                if (full)
                    sum(layer, weights, from, inStride, pixels, outputs, sums);
                else
                    sum(layer, weights, from, inStride, 1, outputs, sums);
                for (int p = 0; p < (full ? pixels : 1); p++) {
                    const ptrdiff_t to = at + p * all + o;
                    finish(
                        sums + p * outputs, layer->scale + o, layer->bias + o, outputs, least, skip ? skip + to : NULL,
                        skipScale, bytes ? bytes + to : NULL, floats ? floats + to : NULL);
                }
            }
            x += full ? pixels : 1;
        }
}

/// A level's two ways out: bytes or floats.
typedef void convolution_level_function(
    const convolution_layer *layer, const uint8_t *in, int32_t inStride, const uint8_t *skip, uint8_t *bytes,
    float *floats, int32_t outStride, int32_t width, int32_t height);

convolution_level_function convolve_plain;
#if defined(__x86_64__)
convolution_level_function convolve_avx2, convolve_vnni;
#endif
