#include "convolution_rows.h"

ALWAYS void sum_plain(
    const convolution_layer *layer, const int8_t *weights, const uint8_t *in, int32_t inStride, int pixels,
    int outputs, int32_t *sums) {
    for (int i = 0; i < pixels * outputs; i++) sums[i] = 0;
    for (int32_t y = 0; y < layer->size; y++)
        for (int32_t x = 0; x < layer->size; x++) {
            const uint8_t *tap = in + ((ptrdiff_t)y * inStride + x) * layer->dilation * layer->inputs;
            for (int32_t i = 0; i < layer->inputs; i += 4, weights += 4 * layer->outputs)
                for (int p = 0; p < pixels; p++) {
                    const uint8_t *four = tap + (ptrdiff_t)p * layer->step * layer->inputs + i;
                    for (int o = 0; o < outputs; o++)
                        for (int k = 0; k < 4; k++) sums[p * outputs + o] += four[k] * weights[4 * o + k];
                }
        }
}

void convolve_plain(
    const convolution_layer *layer, const uint8_t *in, int32_t inStride, const uint8_t *skip, uint8_t *bytes,
    float *floats, int32_t outStride, int32_t width, int32_t height) {
    convolve_rows(layer, in, inStride, skip, bytes, floats, outStride, width, height, sum_plain, 1, 16);
}

#if defined(__x86_64__)
int32_t convolution_level(void) {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
        return CONVOLUTION_VNNI;
    return __builtin_cpu_supports("avx2") ? CONVOLUTION_AVX2 : CONVOLUTION_PLAIN;
}

static convolution_level_function *at(int32_t level) {
    return level >= CONVOLUTION_VNNI ? convolve_vnni : level == CONVOLUTION_AVX2 ? convolve_avx2 : convolve_plain;
}
#else
int32_t convolution_level(void) { return CONVOLUTION_PLAIN; }

static convolution_level_function *at(int32_t level) {
    (void)level;
    return convolve_plain;
}
#endif

void convolve_bytes(
    int32_t level, const convolution_layer *layer, const uint8_t *in, int32_t inStride, const uint8_t *skip,
    uint8_t *out, int32_t outStride, int32_t width, int32_t height) {
    at(level)(layer, in, inStride, skip, out, NULL, outStride, width, height);
}

void convolve_bytes_to_floats(
    int32_t level, const convolution_layer *layer, const uint8_t *in, int32_t inStride, float *out, int32_t width,
    int32_t height) {
    at(level)(layer, in, inStride, NULL, NULL, out, width, width, height);
}

void add_enlarged_bytes(
    const uint8_t *from, int32_t fromStride, float fromScale, uint8_t *to, int32_t toStride, float toScale,
    int32_t width, int32_t height, int32_t channels) {
#pragma clang fp contract(off)
    for (ptrdiff_t y = 0; y < height; y++)
        for (ptrdiff_t x = 0; x < width; x++) {
            const uint8_t *a = from + (y / 2 * fromStride + x / 2) * channels;
            uint8_t *b = to + (y * toStride + x) * channels;
            for (int32_t c = 0; c < channels; c++) b[c] = rounded((float)a[c] * fromScale + (float)b[c] * toScale);
        }
}
