#include "match_kernels.h"
#include "kernel_levels.h"

// A fused product would round differently where there is one, and set other bits.
#pragma STDC FP_CONTRACT OFF

enum {
    cells = MATCH_CYLINDER_CELLS,
    // A neighbour reaches two cells to each side of its own, also from outside the square.
    border = 4,
    side = cells + 2 * border,
    sections = 8,
};

typedef float section_row __attribute__((vector_size(sections * sizeof(float)), aligned(4)));
typedef uint32_t section_bits __attribute__((vector_size(sections * sizeof(uint32_t))));

/// Adds one neighbour, which lies at (u, v) in cells from the middle of the square's first cell.
///
/// It reaches the four cells around it in each direction: those nearer than two cells.
KERNEL_BODY void match_add_neighbour(
    const match_cylinder_tables *tables, float u, float v, float weight, const float *directions,
    float *restrict sums) {
    const float left = __builtin_floorf(u), top = __builtin_floorf(v);
    const float *across = tables->place + 4 * (int32_t)((u - left) * MATCH_PLACE_STEPS);
    const float *down = tables->place + 4 * (int32_t)((v - top) * MATCH_PLACE_STEPS);
    const section_row turned = *(const section_row *)directions * weight;
    float *first = sums + (((int32_t)top - 1 + border) * side + (int32_t)left - 1 + border) * sections;
    float near[16];
    for (int32_t cell = 0; cell < 16; cell++) {
        const float given = down[cell / 4] * across[cell % 4];
        near[cell] = given > tables->least ? given : 0.0f;
    }
#pragma clang loop unroll(full)
    for (int32_t cell = 0; cell < 16; cell++)
        *(section_row *)(first + (cell / 4 * side + cell % 4) * sections) += turned * near[cell];
}

/// Writes one bit for each section of each cell in the circle whose sum is above the threshold.
///
/// The sections' first 64 cells fill a word each, their last 16 share the two words left.
KERNEL_BODY int32_t match_write_code(
    float threshold, const int32_t *restrict circle, const float *restrict sums, int32_t lanes, uint64_t *codes) {
    section_bits found[3];
    for (int32_t part = 0; part < 3; part++) {
        // In a register of its own: bits that go through memory wait for one another.
        section_bits bits = {0};
        for (int32_t cell = 32 * part; cell < 32 * (part + 1) && cell < MATCH_CELLS; cell++)
            bits |= (section_bits)(*(const section_row *)(sums + circle[cell]) > threshold) & (1u << (cell & 31));
        found[part] = bits;
    }
    uint64_t word[MATCH_WORDS] = {0};
    int32_t set = 0;
    for (int32_t section = 0; section < MATCH_SECTIONS; section++) {
        word[section] = found[0][section] | (uint64_t)found[1][section] << 32;
        word[6 + section / 3] |= (uint64_t)found[2][section] << 16 * (section % 3);
    }
    for (int32_t w = 0; w < MATCH_WORDS; w++) {
        codes[w * lanes] = word[w];
        set += __builtin_popcountll(word[w]);
    }
    return set;
}

KERNEL_BODY void match_cylinders_body(
    const match_cylinder_tables *tables, int32_t count, int32_t lanes, const float *x, const float *y,
    const float *cosine, const float *sine, const float *rootWeight, const uint8_t *direction, uint64_t *codes,
    float *inverseNorms) {
    const float reach = tables->reach * tables->reach, middle = 0.5f * (cells - 1);
    float sums[side * side * sections] __attribute__((aligned(64)));
    __builtin_memset(sums, 0, sizeof sums);
    int32_t circle[MATCH_CELLS];
    for (int32_t cell = 0; cell < MATCH_CELLS; cell++) {
        const int32_t row = tables->circle[cell] / cells, column = tables->circle[cell] % cells;
        circle[cell] = ((row + border) * side + column + border) * sections;
    }
    for (int32_t own = 0; own < count; own++) {
        // The border is written and never read.
        for (int32_t row = border; row < border + cells; row++)
            __builtin_memset(sums + (row * side + border) * sections, 0, cells * sections * sizeof(float));
        const float px = x[own], py = y[own], c = cosine[own] / tables->cell, s = sine[own] / tables->cell;
        // Found without a branch, which would be guessed wrongly at nearly every neighbour.
        int32_t neighbour[MATCH_MINUTIAE], neighbours = 0;
        for (int32_t other = 0; other < count; other++) {
            const float dx = x[other] - px, dy = y[other] - py;
            neighbour[neighbours] = other;
            neighbours += (dx * dx + dy * dy <= reach) & (other != own);
        }
        for (int32_t at = 0; at < neighbours; at++) {
            const int32_t other = neighbour[at];
            const float dx = x[other] - px, dy = y[other] - py;
            const uint8_t turn = (uint8_t)(direction[other] - direction[own]);
            match_add_neighbour(
                tables, c * dx + s * dy + middle, c * dy - s * dx + middle, rootWeight[other],
                tables->directions + sections * turn, sums);
        }
        int32_t set = 0;
        if (neighbours >= tables->leastNeighbours)
            set = match_write_code(tables->threshold, circle, sums, lanes, codes + own);
        inverseNorms[own] = set > 0 ? 1.0f / __builtin_sqrtf((float)set) : 0.0f;
    }
    // Sums of places of a print stay on no stack.
    __builtin_memset(sums, 0, sizeof sums);
    __asm__ volatile("" : : "r"(sums) : "memory");
}

KERNEL_LEVELS(
    void, match_cylinders,
    (const match_cylinder_tables *tables, int32_t count, int32_t lanes, const float *x, const float *y,
     const float *cosine, const float *sine, const float *rootWeight, const uint8_t *direction, uint64_t *codes,
     float *inverseNorms),
    (tables, count, lanes, x, y, cosine, sine, rootWeight, direction, codes, inverseNorms))
