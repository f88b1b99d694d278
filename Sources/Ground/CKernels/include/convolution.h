/// The convolutions of the minutiae network, in whole numbers: every level gives the same result, bit for bit.
///
/// A feature map is rows of pixels of `channels` bytes each, with `CONVOLUTION_MARGIN` pixels on every side that mean
/// zero; pointers point at pixel (0, 0) within the margin, a row is `stride` pixels (margins included) after the one
/// before. Bytes are at most 127, so that the products of two fit the 16 bits in which older processors add them.
#pragma once
#include <stdint.h>

/// Pixels around a map: as far as the widest layer reaches.
enum { CONVOLUTION_MARGIN = 4 };

/// What processors can do, each more than the one before.
enum { CONVOLUTION_PLAIN = 0, CONVOLUTION_AVX2 = 1, CONVOLUTION_VNNI = 2 };

/// What one layer does. `inputs` is a multiple of 4, `outputs` of 16; `size` (odd), `step`, `dilation` hold both ways.
typedef struct {
    int32_t inputs, outputs, size, step, dilation;
    int32_t rectifies;  ///< 1: negative sums become 0
    float skipScale;    ///< what one unit of `skip` is in units of `out`
    const int8_t *weights;  ///< taps (rows first) of inputs / 4 rows of `outputs` groups of four inputs' weights
    const float *scale, *bias;  ///< for each output: what a sum is in units of `out`, and what is added to it
} convolution_layer;

/// The greatest level that this processor has.
int32_t convolution_level(void);

/// out[y, x] = rectified(bias + scale * sum over taps and inputs of in * weight) + skipScale * skip[y, x], rounded and
/// kept within 0 and 127, for every pixel of `out`.
///
/// - level: at most convolution_level().
/// - skip: a map shaped like `out`, or null.
void convolve_bytes(
    int32_t level, const convolution_layer *layer, const uint8_t *in, int32_t inStride, const uint8_t *skip,
    uint8_t *out, int32_t outStride, int32_t width, int32_t height);

/// The same before rounding, without a skip, into a map of floats without margins.
void convolve_bytes_to_floats(
    int32_t level, const convolution_layer *layer, const uint8_t *in, int32_t inStride, float *out, int32_t width,
    int32_t height);

/// to = to * toScale + from * fromScale, rounded, at most 127: each pixel of `from`, a map of half the size, is added to
/// the two by two that lie under it.
void add_enlarged_bytes(
    const uint8_t *from, int32_t fromStride, float fromScale, uint8_t *to, int32_t toStride, float toScale,
    int32_t width, int32_t height, int32_t channels);
