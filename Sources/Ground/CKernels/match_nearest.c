#pragma clang fp reassociate(on) contract(fast)
#include "match_kernels.h"
#include "kernel_levels.h"

KERNEL_BODY void match_nearest_body(
    int32_t probeCount, const float *x, const float *y, const float *cosine, const float *sine, int32_t referenceLanes,
    const float *restrict referenceX, const float *restrict referenceY, const float *restrict referenceCos,
    const float *restrict referenceSin, float placeScale, float directionScale, float limit, int32_t *restrict nearest) {
    for (int32_t i = 0; i < probeCount; i++) {
        const float px = x[i], py = y[i], pc = cosine[i], ps = sine[i];
        int32_t least = INT32_MAX;
#pragma clang loop vectorize(enable) interleave_count(1)
        for (int32_t j = 0; j < referenceLanes; j++) {
            const float dx = referenceX[j] - px, dy = referenceY[j] - py;
            const float turn = 1.0f - (referenceCos[j] * pc + referenceSin[j] * ps);
            float cost = (dx * dx + dy * dy) * placeScale + turn * directionScale;
            cost = cost < limit ? cost : limit;
            cost = cost > 0.0f ? cost : 0.0f;
            // Cost and index in one number, so that one minimum finds both.
            const int32_t key = (int32_t)(cost * MATCH_COST_ONE) << 8 | j;
            least = key < least ? key : least;
        }
        nearest[i] = least;
    }
}

KERNEL_LEVELS(
    void, match_nearest,
    (int32_t probeCount, const float *x, const float *y, const float *cosine, const float *sine,
     int32_t referenceLanes, const float *referenceX, const float *referenceY, const float *referenceCos,
     const float *referenceSin, float placeScale, float directionScale, float limit, int32_t *nearest),
    (probeCount, x, y, cosine, sine, referenceLanes, referenceX, referenceY, referenceCos, referenceSin, placeScale,
     directionScale, limit, nearest))
