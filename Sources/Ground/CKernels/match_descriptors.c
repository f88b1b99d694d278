#include "match_kernels.h"
#include "kernel_levels.h"

KERNEL_BODY uint16_t match_greatest(const uint16_t *row, int32_t lanes) {
    uint16_t greatest = 0;
    // Lanes come in sixteens: wider vectors would leave a remainder to scalar code.
#pragma clang loop vectorize_width(16) interleave_count(1)
    for (int32_t j = 0; j < lanes; j++) greatest = row[j] > greatest ? row[j] : greatest;
    return greatest;
}

KERNEL_BODY void match_best_columns_body(
    int32_t probeCount, int32_t probeLanes, const uint64_t *probeCodes, const float *probeInverseNorms,
    int32_t referenceLanes, const uint64_t *restrict referenceCodes, const float *restrict referenceInverseNorms,
    uint16_t *restrict row, uint16_t *restrict best) {
    for (int32_t i = 0; i < probeCount; i++) {
        uint64_t code[MATCH_WORDS];
        for (int32_t w = 0; w < MATCH_WORDS; w++) code[w] = probeCodes[w * probeLanes + i];
        const float scale = 255.0f * probeInverseNorms[i];
#pragma clang loop vectorize_width(16) interleave_count(1)
        for (int32_t j = 0; j < referenceLanes; j++) {
            uint64_t common = 0;
#pragma clang loop unroll(full)
            for (int32_t w = 0; w < MATCH_WORDS; w++)
                common += (uint64_t)__builtin_popcountll(code[w] & referenceCodes[w * referenceLanes + j]);
            const int32_t similarity = (int32_t)((float)(int32_t)common * referenceInverseNorms[j] * scale);
            row[j] = (uint16_t)(similarity << 8 | j);
        }
        const uint16_t first = match_greatest(row, referenceLanes);
        row[first & 255] = 0;
        best[2 * i] = first;
        best[2 * i + 1] = match_greatest(row, referenceLanes);
    }
}

KERNEL_LEVELS(
    void, match_best_columns,
    (int32_t probeCount, int32_t probeLanes, const uint64_t *probeCodes, const float *probeInverseNorms,
     int32_t referenceLanes, const uint64_t *referenceCodes, const float *referenceInverseNorms, uint16_t *scratch,
     uint16_t *best),
    (probeCount, probeLanes, probeCodes, probeInverseNorms, referenceLanes, referenceCodes, referenceInverseNorms,
     scratch, best))
