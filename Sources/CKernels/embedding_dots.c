#include "embedding_kernels.h"

static void dots_scalar(
    int64_t rows, int64_t dimensions, const int8_t *table, const int8_t *probe, int32_t *result) {
    for (int64_t row = 0; row < rows; row++, table += dimensions) {
        int32_t sum = 0;
        for (int64_t i = 0; i < dimensions; i++) sum += table[i] * probe[i];
        result[row] = sum;
    }
}

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx2"))) static void dots_avx2(
    int64_t rows, int64_t dimensions, const int8_t *table, const int8_t *probe, int32_t *result) {
    for (int64_t row = 0; row < rows; row++, table += dimensions) {
        __m256i sums = _mm256_setzero_si256();
        for (int64_t i = 0; i < dimensions; i += 16) {
            const __m256i a = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(table + i)));
            const __m256i b = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(probe + i)));
            sums = _mm256_add_epi32(sums, _mm256_madd_epi16(a, b));
        }
        __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
        sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4E));
        sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xB1));
        result[row] = _mm_cvtsi128_si32(sum);
    }
}

__attribute__((target("avx512f,avx512bw,avx512vnni"))) static void dots_avx512_vnni(
    int64_t rows, int64_t dimensions, const int8_t *table, const int8_t *probe, int32_t *result) {
    // The instruction multiplies unsigned by signed: 128 is added to the table's side and taken off at the end.
    const __m512i offset = _mm512_set1_epi8((char)0x80);
    __m512i probes = _mm512_setzero_si512();
    for (int64_t i = 0; i < dimensions; i += 64) {
        probes = _mm512_dpbusd_epi32(probes, offset, _mm512_loadu_si512(probe + i));
    }
    const int32_t excess = _mm512_reduce_add_epi32(probes);
    for (int64_t row = 0; row < rows; row++, table += dimensions) {
        __m512i sums = _mm512_setzero_si512();
        for (int64_t i = 0; i < dimensions; i += 64) {
            const __m512i a = _mm512_xor_si512(_mm512_loadu_si512(table + i), offset);
            sums = _mm512_dpbusd_epi32(sums, a, _mm512_loadu_si512(probe + i));
        }
        result[row] = _mm512_reduce_add_epi32(sums) - excess;
    }
}
#endif

#if defined(__aarch64__)
#include <arm_neon.h>

static void dots_neon(int64_t rows, int64_t dimensions, const int8_t *table, const int8_t *probe, int32_t *result) {
    for (int64_t row = 0; row < rows; row++, table += dimensions) {
        int32x4_t sums = vdupq_n_s32(0);
        for (int64_t i = 0; i < dimensions; i += 16) {
            const int8x16_t a = vld1q_s8(table + i), b = vld1q_s8(probe + i);
            sums = vpadalq_s16(sums, vmull_s8(vget_low_s8(a), vget_low_s8(b)));
            sums = vpadalq_s16(sums, vmull_high_s8(a, b));
        }
        result[row] = vaddvq_s32(sums);
    }
}
#endif

bool dots_i8_using(
    dots_level level, int64_t rows, int64_t dimensions, const int8_t *table, const int8_t *probe, int32_t *result) {
    switch (level) {
    case DOTS_SCALAR:
        dots_scalar(rows, dimensions, table, probe, result);
        return true;
#if defined(__x86_64__)
    case DOTS_AVX2:
        if (!__builtin_cpu_supports("avx2")) return false;
        dots_avx2(rows, dimensions, table, probe, result);
        return true;
    case DOTS_AVX512_VNNI:
        if (!__builtin_cpu_supports("avx512vnni") || !__builtin_cpu_supports("avx512bw")) return false;
        dots_avx512_vnni(rows, dimensions, table, probe, result);
        return true;
#endif
#if defined(__aarch64__)
    case DOTS_NEON:
        dots_neon(rows, dimensions, table, probe, result);
        return true;
#endif
    default: return false;
    }
}

void dots_i8(int64_t rows, int64_t dimensions, const int8_t *table, const int8_t *probe, int32_t *result) {
    const dots_level best_first[] = {DOTS_AVX512_VNNI, DOTS_AVX2, DOTS_NEON, DOTS_SCALAR};
    for (int at = 0; !dots_i8_using(best_first[at], rows, dimensions, table, probe, result); at++) {
    }
}
