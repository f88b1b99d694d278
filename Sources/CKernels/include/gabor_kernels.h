/// The extractor's hot loop.
#pragma once
#include <stddef.h>

/// Filters the 8 x 8 pixels at `source` with a complex filter of 21 x 21 taps.
///
/// - source: must be readable for 10 pixels on all sides; rows are `stride` floats apart, those of the results too.
/// - filter: 441 taps of the real part, then 441 of the imaginary part; not mirrored (a correlation).
void kernel_gabor_cell(const float *source, ptrdiff_t stride, const float *filter, float *real, float *imaginary);
