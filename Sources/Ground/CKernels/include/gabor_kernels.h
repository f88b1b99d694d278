/// The extractor's hot loop.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Filters the 8 x 8 pixels at `source` with a complex filter of 17 x 17 taps.
///
/// - source: must be readable for 8 pixels on all sides; rows are `stride` floats apart, those of the results too.
/// - filter: 289 taps of the real part, then 289 of the imaginary part; not mirrored (a correlation).
void kernel_gabor_cell(const float *source, ptrdiff_t stride, const float *filter, float *real, float *imaginary);

/// The same at a level that is named, at most kernel_level(). For tests.
void kernel_gabor_cell_at(
    int32_t level, const float *source, ptrdiff_t stride, const float *filter, float *real, float *imaginary);
