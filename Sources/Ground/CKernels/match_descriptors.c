#include "match_kernels.h"
#include "kernel_levels.h"

// Sixteen probe minutiae lie in the lanes, all reference minutiae pass by: what is best for each stays in its lane, and
// nothing is looked for across lanes. `key` is similarity * 256 + reference minutia, so that one maximum finds both.

/// From the two greatest keys of each of `lanes` probe minutiae to where they are wanted.
KERNEL_BODY void match_store(
    const int32_t *first, const int32_t *second, int32_t lanes, int32_t from, int32_t probeCount, uint16_t *best) {
    for (int32_t k = 0; k < lanes && from + k < probeCount; k++) {
        best[2 * (from + k)] = (uint16_t)first[k];
        best[2 * (from + k) + 1] = (uint16_t)second[k];
    }
}

static void match_best_columns_plain(
    int32_t probeCount, int32_t probeLanes, const uint64_t *probeCodes, const float *probeInverseNorms,
    int32_t referenceCount, int32_t referenceLanes, const uint64_t *referenceCodes, const float *referenceInverseNorms,
    uint16_t *best) {
    for (int32_t from = 0; from < probeCount; from += 16) {
        int32_t first[16] = {0}, second[16] = {0};
        for (int32_t j = 0; j < referenceCount; j++)
            for (int32_t k = 0; k < 16; k++) {
                uint64_t common = 0;
                for (int32_t w = 0; w < MATCH_WORDS; w++)
                    common += (uint64_t)__builtin_popcountll(
                        probeCodes[w * probeLanes + from + k] & referenceCodes[w * referenceLanes + j]);
                const float scale = 255.0f * probeInverseNorms[from + k];
                const int32_t key = (int32_t)((float)(int32_t)common * referenceInverseNorms[j] * scale) << 8 | j;
                const int32_t less = first[k] < key ? first[k] : key;
                first[k] = first[k] > key ? first[k] : key;
                second[k] = second[k] > less ? second[k] : less;
            }
        match_store(first, second, 16, from, probeCount, best);
    }
}

#if defined(__x86_64__)
#include <immintrin.h>

KERNEL_V3 static __m256i match_bits_of_bytes(__m256i words) {
    const __m256i low = _mm256_set1_epi8(15);
    const __m256i bits = _mm256_setr_epi8(
        0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    return _mm256_add_epi8(
        _mm256_shuffle_epi8(bits, _mm256_and_si256(words, low)),
        _mm256_shuffle_epi8(bits, _mm256_and_si256(_mm256_srli_epi16(words, 4), low)));
}

/// Eight lanes. A byte's count of all words together is at most 8 * MATCH_WORDS, so that they are added once, at the end.
KERNEL_V3 static void match_best_columns_v3(
    int32_t probeCount, int32_t probeLanes, const uint64_t *probeCodes, const float *probeInverseNorms,
    int32_t referenceCount, int32_t referenceLanes, const uint64_t *referenceCodes, const float *referenceInverseNorms,
    uint16_t *best) {
    const __m256i none = _mm256_setzero_si256();
    for (int32_t from = 0; from < probeCount; from += 8) {
        const __m256 scale = _mm256_mul_ps(_mm256_set1_ps(255.0f), _mm256_loadu_ps(probeInverseNorms + from));
        __m256i first = none, second = none;
        for (int32_t j = 0; j < referenceCount; j++) {
            __m256i low = none, high = none;
#pragma clang loop unroll(full)
            for (int32_t w = 0; w < MATCH_WORDS; w++) {
                const __m256i *codes = (const __m256i *)(probeCodes + w * probeLanes + from);
                const __m256i other = _mm256_set1_epi64x((long long)referenceCodes[w * referenceLanes + j]);
                low = _mm256_add_epi8(low, match_bits_of_bytes(_mm256_and_si256(_mm256_loadu_si256(codes), other)));
                high = _mm256_add_epi8(high, match_bits_of_bytes(_mm256_and_si256(_mm256_loadu_si256(codes + 1), other)));
            }
            low = _mm256_sad_epu8(low, none);
            high = _mm256_sad_epu8(high, none);
            // The even halves of both, in the order of the lanes.
            const __m256i even = _mm256_castps_si256(
                _mm256_shuffle_ps(_mm256_castsi256_ps(low), _mm256_castsi256_ps(high), _MM_SHUFFLE(2, 0, 2, 0)));
            const __m256 common = _mm256_cvtepi32_ps(_mm256_permute4x64_epi64(even, _MM_SHUFFLE(3, 1, 2, 0)));
            const __m256 similarity =
                _mm256_mul_ps(_mm256_mul_ps(common, _mm256_set1_ps(referenceInverseNorms[j])), scale);
            const __m256i key =
                _mm256_or_si256(_mm256_slli_epi32(_mm256_cvttps_epi32(similarity), 8), _mm256_set1_epi32(j));
            second = _mm256_max_epi32(second, _mm256_min_epi32(first, key));
            first = _mm256_max_epi32(first, key);
        }
        int32_t greatest[8], next[8];
        _mm256_storeu_si256((__m256i *)greatest, first);
        _mm256_storeu_si256((__m256i *)next, second);
        match_store(greatest, next, 8, from, probeCount, best);
    }
}

KERNEL_V4 static void match_best_columns_v4(
    int32_t probeCount, int32_t probeLanes, const uint64_t *probeCodes, const float *probeInverseNorms,
    int32_t referenceCount, int32_t referenceLanes, const uint64_t *referenceCodes, const float *referenceInverseNorms,
    uint16_t *best) {
    const __m512i none = _mm512_setzero_si512();
    for (int32_t from = 0; from < probeCount; from += 16) {
        const __m512 scale = _mm512_mul_ps(_mm512_set1_ps(255.0f), _mm512_loadu_ps(probeInverseNorms + from));
        __m512i first = none, second = none;
        for (int32_t j = 0; j < referenceCount; j++) {
            __m512i low = none, high = none;
#pragma clang loop unroll(full)
            for (int32_t w = 0; w < MATCH_WORDS; w++) {
                const uint64_t *codes = probeCodes + w * probeLanes + from;
                const __m512i other = _mm512_set1_epi64((long long)referenceCodes[w * referenceLanes + j]);
                low = _mm512_add_epi64(low, _mm512_popcnt_epi64(_mm512_and_si512(_mm512_loadu_si512(codes), other)));
                high = _mm512_add_epi64(
                    high, _mm512_popcnt_epi64(_mm512_and_si512(_mm512_loadu_si512(codes + 8), other)));
            }
            const __m512 common = _mm512_cvtepi32_ps(_mm512_inserti64x4(
                _mm512_castsi256_si512(_mm512_cvtepi64_epi32(low)), _mm512_cvtepi64_epi32(high), 1));
            const __m512 similarity =
                _mm512_mul_ps(_mm512_mul_ps(common, _mm512_set1_ps(referenceInverseNorms[j])), scale);
            const __m512i key =
                _mm512_or_si512(_mm512_slli_epi32(_mm512_cvttps_epi32(similarity), 8), _mm512_set1_epi32(j));
            second = _mm512_max_epi32(second, _mm512_min_epi32(first, key));
            first = _mm512_max_epi32(first, key);
        }
        int32_t greatest[16], next[16];
        _mm512_storeu_si512(greatest, first);
        _mm512_storeu_si512(next, second);
        match_store(greatest, next, 16, from, probeCount, best);
    }
}
#endif

void match_best_columns_at(
    int32_t level, int32_t probeCount, int32_t probeLanes, const uint64_t *probeCodes, const float *probeInverseNorms,
    int32_t referenceCount, int32_t referenceLanes, const uint64_t *referenceCodes, const float *referenceInverseNorms,
    uint16_t *best) {
    void (*columns)(
        int32_t, int32_t, const uint64_t *, const float *, int32_t, int32_t, const uint64_t *, const float *,
        uint16_t *) = match_best_columns_plain;
#if defined(__x86_64__)
    if (level == KERNEL_AVX2) columns = match_best_columns_v3;
    if (level >= KERNEL_AVX512) columns = match_best_columns_v4;
#else
    (void)level;
#endif
    columns(
        probeCount, probeLanes, probeCodes, probeInverseNorms, referenceCount, referenceLanes, referenceCodes,
        referenceInverseNorms, best);
}

void match_best_columns(
    int32_t probeCount, int32_t probeLanes, const uint64_t *probeCodes, const float *probeInverseNorms,
    int32_t referenceCount, int32_t referenceLanes, const uint64_t *referenceCodes, const float *referenceInverseNorms,
    uint16_t *best) {
    match_best_columns_at(
        kernel_level(), probeCount, probeLanes, probeCodes, probeInverseNorms, referenceCount, referenceLanes,
        referenceCodes, referenceInverseNorms, best);
}
