#pragma clang fp reassociate(on) contract(fast)
#include "match_kernels.h"
#include "kernel_levels.h"

/// The row of the compatibility matrix that belongs to correspondence t.
///
/// Each correspondence carries a rigid motion (its two minutiae and their directions). Two are compatible when each
/// one's motion carries the other's probe minutia near its reference minutia; what counts as near grows with distance,
/// because skin stretches.
KERNEL_BODY void match_compatibilities(
    const match_pairs *pairs, int32_t t, float base, float slope, float directionScale, float *restrict row) {
    const int32_t lanes = pairs->lanes;
    const float *restrict px = pairs->probeX, *restrict py = pairs->probeY;
    const float *restrict pc = pairs->probeCos, *restrict ps = pairs->probeSin;
    const float *restrict rx = pairs->referenceX, *restrict ry = pairs->referenceY;
    const float *restrict rc = pairs->referenceCos, *restrict rs = pairs->referenceSin;
    const float *restrict weight = pairs->weight;
    const float x = px[t], y = py[t], u = rx[t], v = ry[t];
    // The rotation from probe to reference that t stands for.
    const float c = pc[t] * rc[t] + ps[t] * rs[t], s = pc[t] * rs[t] - ps[t] * rc[t];
    for (int32_t k = 0; k < lanes; k++) {
        const float dx = px[k] - x, dy = py[k] - y, du = rx[k] - u, dv = ry[k] - v;
        const float kc = pc[k] * rc[k] + ps[k] * rs[k], ks = pc[k] * rs[k] - ps[k] * rc[k];
        const float ax = c * dx - s * dy - du, ay = s * dx + c * dy - dv;
        const float bx = kc * dx - ks * dy - du, by = ks * dx + kc * dy - dv;
        const float probeSquare = dx * dx + dy * dy, referenceSquare = du * du + dv * dv;
        const float square = probeSquare < referenceSquare ? probeSquare : referenceSquare;
        const float reach = base + slope * __builtin_sqrtf(square);
        const float place = 0.5f * (ax * ax + ay * ay + bx * bx + by * by) / (reach * reach);
        const float direction = (1.0f - (c * kc + s * ks)) * directionScale;
        float value = 1.0f - place - direction;
        value = value > 0.0f ? value : 0.0f;
        // Two correspondences that share a minutia exclude one another.
        value = square > 4.0f ? value : 0.0f;
        row[k] = value * weight[k] * weight[t];
    }
}

KERNEL_BODY float match_spectrum_body(
    const match_pairs *pairs, float base, float slope, float directionScale, int32_t rounds) {
    const int32_t lanes = pairs->lanes, count = pairs->count;
    float *restrict strength = pairs->strength, *restrict next = pairs->scratch;
    for (int32_t t = 0; t < count; t++)
        match_compatibilities(pairs, t, base, slope, directionScale, pairs->matrix + t * lanes);
    for (int32_t k = 0; k < lanes; k++) strength[k] = next[k] = 0.0f;
    for (int32_t k = 0; k < count; k++) strength[k] = 1.0f;
    float value = 0.0f;
    for (int32_t round = 0; round < rounds; round++) {
        float largest = 0.0f;
        for (int32_t t = 0; t < count; t++) {
            const float *restrict row = pairs->matrix + t * lanes;
            float sum = 0.0f;
#pragma clang loop vectorize_width(16) interleave_count(1)
            for (int32_t k = 0; k < lanes; k++) sum += row[k] * strength[k];
            next[t] = sum;
            largest = sum > largest ? sum : largest;
        }
        if (largest <= 0.0f) return 0.0f;
        float above = 0.0f, below = 0.0f;
#pragma clang loop vectorize_width(16) interleave_count(1)
        for (int32_t k = 0; k < lanes; k++) {
            above += next[k] * strength[k];
            below += strength[k] * strength[k];
        }
        value = above / below;
        const float scale = 1.0f / largest;
#pragma clang loop vectorize_width(16) interleave_count(1)
        for (int32_t k = 0; k < lanes; k++) strength[k] = next[k] * scale;
    }
    return value;
}

KERNEL_LEVELS(
    float, match_spectrum,
    (const match_pairs *pairs, float base, float slope, float directionScale, int32_t rounds),
    (pairs, base, slope, directionScale, rounds))
