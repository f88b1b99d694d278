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
        pass(plane, count: plane.width, lines: plane.height, step: 1, lineStep: plane.width, weights)
        pass(plane, count: plane.height, lines: plane.width, step: plane.width, lineStep: 1, weights)
    }

    private static func pass(
        _ plane: Plane<Float>, count: Int, lines: Int, step: Int, lineStep: Int, _ weights: [Float]
    ) {
        let reach = weights.count - 1
        withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, count)) { line in
            weights.withUnsafeBufferPointer { weights in
                for number in 0..<lines {
                    let start = number * lineStep
                    for at in 0..<count { line[at] = plane.values[start + at * step] }
                    for at in 0..<count {
                        var sum: Float = 0
                        var weight: Float = 0
                        for tap in max(0, at - reach)...min(count - 1, at + reach) {
                            sum += weights[abs(tap - at)] * line[tap]
                            weight += weights[abs(tap - at)]
                        }
                        plane.values[start + at * step] = sum / weight
                    }
                }
            }
        }
    }
}
