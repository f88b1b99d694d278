internal import Glibc

/// Smoothing over the grid of cells.
enum CellFilter {
    /// Gaussian, separable, in place; at the edge the weights are renormalised, so that a flat plane stays flat.
    ///
    /// - Parameter deviation: cells.
    static func smooth(_ plane: Plane<Float>, deviation: Float) {
        guard deviation > 0 else { return }
        let reach = max(1, Int((2.5 * deviation).rounded(.up)))
        let weights = (0...reach).map { expf(-Float($0 * $0) / (2 * deviation * deviation)) }
        let (width, height) = (plane.width, plane.height)
        let (values, rows) = (plane.values, plane.copy())
        for y in 0..<height {
            let (from, to) = (rebase(rows.values, y * width, width), rebase(values, y * width, width))
            to.update(repeating: 0)
            for offset in -min(reach, width - 1)...min(reach, width - 1) {
                let weight = weights[abs(offset)]
                for x in max(0, -offset)..<min(width, width - offset) { to[x] += weight * from[x + offset] }
            }
        }
        _ = rows.values.update(fromContentsOf: values)
        for y in 0..<height {
            let to = rebase(values, y * width, width)
            to.update(repeating: 0)
            for row in max(0, y - reach)...min(height - 1, y + reach) {
                let (from, weight) = (rebase(rows.values, row * width, width), weights[abs(row - y)])
                for x in 0..<width { to[x] += weight * from[x] }
            }
        }
        let (across, down) = (sums(weights, length: width), sums(weights, length: height))
        for y in 0..<height {
            for x in 0..<width { values[y * width + x] /= across[x] * down[y] }
        }
    }

    private static func rebase(
        _ values: UnsafeMutableBufferPointer<Float>, _ start: Int, _ count: Int
    ) -> UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(rebasing: values[start..<start + count]) }

    /// What the weights that lie within a line add up to, for each place on it.
    private static func sums(_ weights: [Float], length: Int) -> [Float] {
        let reach = weights.count - 1
        return (0..<length).map { at in
            (max(0, at - reach)...min(length - 1, at + reach)).reduce(0) { $0 + weights[abs($1 - at)] }
        }
    }
}
