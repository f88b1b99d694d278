internal import Glibc

/// How the ridges run, per cell: the mean of k kᵀ over a neighbourhood, k being the local wave vector of the ridge
/// pattern, so that opposite vectors add up instead of cancelling (Bigün and Granlund 1987).
///
/// The wave vector points across the ridges; its length is 2 π / ridge period.
final class RidgeField {
    let grid: CellGrid
    /// Weighted by the energy in `weight`.
    let xx, yy, xy: Plane<Float>
    /// Energy of the ridge pattern.
    let weight: Plane<Float>

    init(_ grid: CellGrid) {
        self.grid = grid
        xx = grid.cells(0)
        yy = grid.cells(0)
        xy = grid.cells(0)
        weight = grid.cells(0)
    }

    /// What a cell's pixels have added up to.
    func set(column: Int, row: Int, _ sums: (xx: Float, yy: Float, xy: Float, weight: Float)) {
        let at = row * grid.columns + column
        (xx.values[at], yy.values[at], xy.values[at], weight.values[at]) = sums
    }

    /// Adds neighbours: cells with little energy take over what their neighbours say.
    ///
    /// The fine scale follows the ridges where they are clear, the coarse one carries over gaps.
    func smooth(_ parameters: Parameters) {
        for plane in [xx, yy, xy, weight] {
            let coarse = plane.copy()
            CellFilter.smooth(plane, deviation: parameters.fieldFineReach)
            CellFilter.smooth(coarse, deviation: parameters.fieldCoarseReach)
            for at in 0..<grid.count { plane.values[at] += parameters.fieldCoarseShare * coarse.values[at] }
        }
    }

    /// The unit vector across the ridges; its sign says nothing.
    func normal(_ at: Int) -> (x: Float, y: Float) {
        let angle = atan2f(2 * xy.values[at], xx.values[at] - yy.values[at]) / 2
        return (cosf(angle), sinf(angle))
    }

    /// Radians, 0..<π, from the x axis towards the y axis, across the ridges.
    func normalAngle(_ at: Int) -> Float {
        let angle = atan2f(2 * xy.values[at], xx.values[at] - yy.values[at]) / 2
        return angle < 0 ? angle + .pi : angle
    }

    /// How much the neighbourhood agrees on one orientation, 0...1.
    func coherence(_ at: Int) -> Float {
        let (a, b, c) = (xx.values[at], yy.values[at], xy.values[at])
        return a + b > 0 ? ((a - b) * (a - b) + 4 * c * c).squareRoot() / (a + b) : 0
    }

    /// Radians per pixel.
    func waveNumber(_ at: Int) -> Float {
        weight.values[at] > 0 ? ((xx.values[at] + yy.values[at]) / weight.values[at]).squareRoot() : 0
    }
}

extension RidgeField {
    /// The unit vector across the ridges at a pixel, between the cells' values; its sign says nothing.
    func normal(x: Float, y: Float) -> (x: Float, y: Float) {
        let side = Float(CellGrid.cell)
        let (column, row) = ((x + 0.5) / side - 0.5, (y + 0.5) / side - 0.5)
        let left = min(max(0, Int(column.rounded(.down))), grid.columns - 1)
        let top = min(max(0, Int(row.rounded(.down))), grid.rows - 1)
        let (right, bottom) = (min(left + 1, grid.columns - 1), min(top + 1, grid.rows - 1))
        let u = min(1, max(0, column - Float(left)))
        let v = min(1, max(0, row - Float(top)))
        func mix(_ plane: Plane<Float>) -> Float {
            (plane[left, top] * (1 - u) + plane[right, top] * u) * (1 - v)
                + (plane[left, bottom] * (1 - u) + plane[right, bottom] * u) * v
        }
        let angle = atan2f(2 * mix(xy), mix(xx) - mix(yy)) / 2
        return (cosf(angle), sinf(angle))
    }
}
