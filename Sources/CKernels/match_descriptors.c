#include "match_kernels.h"
#include "match_levels.h"

MATCH_BODY void match_best_columns_body(
    int32_t probeCount, int32_t probeLanes, const uint64_t *probeCodes, const float *probeInverseNorms,
    int32_t referenceLanes, const uint64_t *restrict referenceCodes, const float *restrict referenceInverseNorms,
    uint16_t *restrict row, uint16_t *restrict best) {
    for (int32_t i = 0; i < probeCount; i++) {
        uint64_t code[MATCH_WORDS];
        for (int32_t w = 0; w < MATCH_WORDS; w++) code[w] = probeCodes[w * probeLanes + i];
        const float scale = 255.0f * probeInverseNorms[i];
        for (int32_t j = 0; j < referenceLanes; j++) {
            uint64_t common = 0;
#pragma clang loop unroll(full)
            for (int32_t w = 0; w < MATCH_WORDS; w++)
                common += (uint64_t)__builtin_popcountll(code[w] & referenceCodes[w * referenceLanes + j]);
            const int32_t similarity = (int32_t)((float)(int32_t)common * referenceInverseNorms[j] * scale);
            row[j] = (uint16_t)(similarity << 8 | j);
        }
        uint16_t first = 0, second = 0;
        for (int32_t j = 0; j < referenceLanes; j++) first = row[j] > first ? row[j] : first;
        for (int32_t j = 0; j < referenceLanes; j++) {
            const uint16_t other = row[j] == first ? 0 : row[j];
            second = other > second ? other : second;
        }
        best[2 * i] = first;
        best[2 * i + 1] = second;
    }
}

MATCH_LEVELS(
    void, match_best_columns,
    (int32_t probeCount, int32_t probeLanes, const uint64_t *probeCodes, const float *probeInverseNorms,
     int32_t referenceLanes, const uint64_t *referenceCodes, const float *referenceInverseNorms, uint16_t *scratch,
     uint16_t *best),
    (probeCount, probeLanes, probeCodes, probeInverseNorms, referenceLanes, referenceCodes, referenceInverseNorms,
     scratch, best))
