#pragma clang fp reassociate(on) contract(fast)
#include "match_kernels.h"
#include "kernel_levels.h"

KERNEL_BODY void match_warp_body(
    int32_t lanes, float *restrict x, float *restrict y, int32_t anchors, const float *anchorX, const float *anchorY,
    const float *errorX, const float *errorY, float reach, float stiffness, float *scratch) {
    float *restrict weights = scratch, *restrict sumX = scratch + lanes, *restrict sumY = scratch + 2 * lanes;
    for (int32_t i = 0; i < lanes; i++) {
        weights[i] = stiffness;
        sumX[i] = sumY[i] = 0.0f;
    }
    const float scale = 1.0f / (reach * reach);
    for (int32_t a = 0; a < anchors; a++) {
        const float ax = anchorX[a], ay = anchorY[a], ex = errorX[a], ey = errorY[a];
#pragma clang loop vectorize(enable) interleave_count(1)
        for (int32_t i = 0; i < lanes; i++) {
            const float dx = x[i] - ax, dy = y[i] - ay;
            const float falling = 1.0f / (1.0f + (dx * dx + dy * dy) * scale);
            const float weight = falling * falling;
            weights[i] += weight;
            sumX[i] += weight * ex;
            sumY[i] += weight * ey;
        }
    }
    for (int32_t i = 0; i < lanes; i++) {
        x[i] += sumX[i] / weights[i];
        y[i] += sumY[i] / weights[i];
    }
}

KERNEL_LEVELS(
    void, match_warp,
    (int32_t lanes, float *x, float *y, int32_t anchors, const float *anchorX, const float *anchorY,
     const float *errorX, const float *errorY, float reach, float stiffness, float *scratch),
    (lanes, x, y, anchors, anchorX, anchorY, errorX, errorY, reach, stiffness, scratch))
