/// Dot products of int8 vectors: the first look at a large gallery.
#pragma once
#include <stdbool.h>
#include <stdint.h>

/// The instruction sets that have a variant of their own.
typedef enum { DOTS_SCALAR, DOTS_AVX2, DOTS_AVX512_VNNI, DOTS_NEON } dots_level;

/// The dot product of `probe` with each row of `table`, exact.
///
/// - dimensions: length of a row in bytes, a multiple of 64, at most 65536.
/// - result: one sum per row.
void dots_i8(int64_t rows, int64_t dimensions, const int8_t *table, const int8_t *probe, int32_t *result);

/// The same with one instruction set; false, and nothing done, where this machine lacks it. For tests.
bool dots_i8_using(
    dots_level level, int64_t rows, int64_t dimensions, const int8_t *table, const int8_t *probe, int32_t *result);
