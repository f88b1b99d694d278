/// The matcher's hot loops. Lanes are minutiae of one template, padded to a multiple of 16 with zeros.
///
/// Each runs at the processor's best level; the same with `_at` runs at the one it is told, so that tests see all.
#pragma once
#include <stdint.h>

enum { MATCH_WORDS = 8 };

enum {
    MATCH_CYLINDER_CELLS = 10,  ///< across the square
    MATCH_SECTIONS = 6,         ///< of the relative direction
    MATCH_CELLS = 80,           ///< of the square that are in the circle
    MATCH_MINUTIAE = 256,       ///< of one print, at most
    MATCH_PLACE_STEPS = 256,    ///< how finely a place within a cell is told apart
};

/// What the cylinder codes are made with; lengths in pixels.
typedef struct {
    float cell;                ///< a cell's side
    float reach;               ///< neighbours farther than this are not looked at
    float least;               ///< what a cell two sides away would get of a neighbour; as little counts as nothing
    float threshold;           ///< a bit is set above it
    int32_t leastNeighbours;   ///< a code with fewer stays empty
    const float *place;        ///< MATCH_PLACE_STEPS × 4: what the cells at -1, 0, 1, 2 get by distance
    const float *directions;   ///< 256 × 8: what each section gets by relative direction
    const uint8_t *circle;     ///< MATCH_CELLS: the cells of the square that are in the circle, row by row
} match_cylinder_tables;

/// Binary minutia cylinder codes of all minutiae of a print, in the layout of `match_best_columns`.
///
/// x, y (upwards), cosine, sine and rootWeight have `count` entries, MATCH_MINUTIAE at most; direction is in 256ths of a
/// turn. The same bits on every instruction set: each section of a cell is summed in the order of the minutiae.
void match_cylinders(
    const match_cylinder_tables *tables, int32_t count, int32_t lanes, const float *x, const float *y,
    const float *cosine, const float *sine, const float *rootWeight, const uint8_t *direction, uint64_t *codes,
    float *inverseNorms);

/// For each probe minutia, the reference minutiae whose cylinder codes are most like its own.
///
/// - codes: `MATCH_WORDS` rows of `lanes` words; word w of minutia i is at `w * lanes + i`.
/// - inverseNorms: 1 / sqrt(bits set in the code), 0 where a code is too empty to be used.
/// - best: two entries per probe minutia, best first: similarity (0…255, cosine × 255) × 256 + reference minutia.
void match_best_columns(
    int32_t probeCount, int32_t probeLanes, const uint64_t *probeCodes, const float *probeInverseNorms,
    int32_t referenceCount, int32_t referenceLanes, const uint64_t *referenceCodes, const float *referenceInverseNorms,
    uint16_t *best);

/// One supposed correspondence per lane: a probe minutia, a reference minutia, both as positions and directions.
typedef struct {
    int32_t count, lanes;
    float *probeX, *probeY, *probeCos, *probeSin;
    float *referenceX, *referenceY, *referenceCos, *referenceSin;
    float *weight;    ///< descriptor similarity 0…1; 0 in padding lanes
    float *strength;  ///< result: the leading eigenvector, largest entry 1
    float *matrix;    ///< lanes × lanes; result: the mutual compatibilities
    float *scratch;   ///< lanes
} match_pairs;

/// How compatible each two correspondences are, and the leading eigenvector of that matrix.
///
/// - Returns: the leading eigenvalue: about how many correspondences agree with one another.
float match_spectrum(const match_pairs *pairs, float base, float slope, float directionScale, int32_t rounds);

enum { MATCH_COST_ONE = 1 << 16 };

/// For each moved probe minutia, the nearest reference minutia in place and direction.
///
/// The cost is squared place error * placeScale + (1 - cosine of the direction error) * directionScale, at most `limit`
/// (itself at most 64). `nearest` gets cost * MATCH_COST_ONE * 256 + reference minutia.
void match_nearest(
    int32_t probeCount, const float *x, const float *y, const float *cosine, const float *sine, int32_t referenceLanes,
    const float *referenceX, const float *referenceY, const float *referenceCos, const float *referenceSin,
    float placeScale, float directionScale, float limit, int32_t *nearest);

/// Moves points by the smoothed errors of those already matched: the stretch of the skin.
///
/// Point i moves by sum(weight * error) / (sum(weight) + stiffness), the weight of anchor a falling with its distance:
/// 1 / (1 + distance² / reach²)².
void match_warp(
    int32_t lanes, float *x, float *y, int32_t anchors, const float *anchorX, const float *anchorY,
    const float *errorX, const float *errorY, float reach, float stiffness, float *scratch /* 3 * lanes */);

void match_cylinders_at(
    int32_t level, const match_cylinder_tables *tables, int32_t count, int32_t lanes, const float *x, const float *y,
    const float *cosine, const float *sine, const float *rootWeight, const uint8_t *direction, uint64_t *codes,
    float *inverseNorms);
void match_best_columns_at(
    int32_t level, int32_t probeCount, int32_t probeLanes, const uint64_t *probeCodes, const float *probeInverseNorms,
    int32_t referenceCount, int32_t referenceLanes, const uint64_t *referenceCodes, const float *referenceInverseNorms,
    uint16_t *best);
float match_spectrum_at(
    int32_t level, const match_pairs *pairs, float base, float slope, float directionScale, int32_t rounds);
void match_nearest_at(
    int32_t level, int32_t probeCount, const float *x, const float *y, const float *cosine, const float *sine,
    int32_t referenceLanes, const float *referenceX, const float *referenceY, const float *referenceCos,
    const float *referenceSin, float placeScale, float directionScale, float limit, int32_t *nearest);
void match_warp_at(
    int32_t level, int32_t lanes, float *x, float *y, int32_t anchors, const float *anchorX, const float *anchorY,
    const float *errorX, const float *errorY, float reach, float stiffness, float *scratch);
