/// The convolutions of the minutiae network.
///
/// A feature map is rows of pixels of `channels` numbers each, with `CONVOLUTION_MARGIN` pixels of zeros on every side;
/// pointers point at pixel (0, 0) within the margin, a row is `stride` pixels (margins included) after the one before.
#pragma once
#include <stdint.h>

/// Pixels of zeros around a map: as far as the widest layer reaches.
enum { CONVOLUTION_MARGIN = 4 };

/// What one layer does. `outputs` is a multiple of 16; `size` (odd), `step` and `dilation` hold in both directions.
typedef struct {
    int32_t inputs, outputs, size, step, dilation;
    int32_t rectifies;  ///< 1: negative sums become 0
} convolution_layer;

/// out[y, x] = skip[y, x] + rectified(bias + sum over taps and inputs of in * weight), for every pixel of `out`.
///
/// - weights: size * size taps (rows first) of `inputs` rows of `outputs` numbers.
/// - skip: a map shaped like `out`, or null.
void convolve_float(
    const convolution_layer *layer, const float *weights, const float *bias, const float *in, int32_t inStride,
    const float *skip, float *out, int32_t outStride, int32_t width, int32_t height);

/// 1 where `convolve_bfloat16` may be called: on processors that multiply bfloat16 themselves.
int32_t convolve_bfloat16_works(void);

/// As `convolve_float` on bfloat16 maps, summing in float; `inputs` is even.
///
/// - weights: taps of inputs / 2 rows of `outputs` pairs: the weights of inputs 2i and 2i + 1.
void convolve_bfloat16(
    const convolution_layer *layer, const uint16_t *weights, const float *bias, const uint16_t *in, int32_t inStride,
    const uint16_t *skip, uint16_t *out, int32_t outStride, int32_t width, int32_t height);
