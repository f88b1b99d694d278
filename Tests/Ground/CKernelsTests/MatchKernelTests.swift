import CKernels
import Testing

/// Each kernel, at each level that this machine has, against the same thing written plainly in Swift.
///
/// Whole numbers are the same at every level; sums of floats may be added in another order and with fused products, so
/// they differ by a few of their last digits: each test states how far they may.
struct MatchKernelTests {
    private static let levels = Array(0...kernel_level())

    /// Numbers that are the same on every machine, −1…1.
    private struct Noise {
        var state: UInt64
        mutating func next() -> Float {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int32(truncatingIfNeeded: state >> 32)) / 2_147_483_648
        }
        mutating func floats(_ count: Int, _ scale: Float) -> [Float] { (0..<count).map { _ in scale * next() } }
        mutating func words(_ count: Int) -> [UInt64] {
            (0..<count).map { _ in
                _ = next()
                return state & (state >> 7)
            }
        }
    }

    @Test("The best two columns are those of most common bits", arguments: [16, 32, 48, 64, 112, 256], levels)
    func bestColumns(lanes: Int, level: Int32) {
        var noise = Noise(state: UInt64(lanes))
        let (words, count) = (Int(MATCH_WORDS), lanes - 3)
        let (probe, reference) = (noise.words(words * lanes), noise.words(words * lanes))
        let probeNorms = [Float](repeating: 1 / 16, count: lanes)
        var referenceNorms = [Float](repeating: 1 / 16, count: lanes)
        // Too empty to be used; what follows is padding, and not looked at.
        referenceNorms[count - 1] = 0
        var best = [UInt16](repeating: 7, count: 2 * lanes)
        match_best_columns_at(
            level, Int32(count), Int32(lanes), probe, probeNorms, Int32(count), Int32(lanes), reference,
            referenceNorms, &best)
        #expect(best[(2 * count)...].allSatisfy { $0 == 7 })
        for i in 0..<count {
            let keys = (0..<count).map { j -> UInt16 in
                let common = (0..<words).reduce(0) {
                    $0 + (probe[$1 * lanes + i] & reference[$1 * lanes + j]).nonzeroBitCount
                }
                return UInt16(Float(common) * referenceNorms[j] * (255 * probeNorms[i])) << 8 | UInt16(j)
            }.sorted(by: >)
            #expect([best[2 * i], best[2 * i + 1]] == [keys[0], keys[1]])
        }
    }

    @Test(
        "The nearest minutia is the one of least cost, and none counts beyond the limit", arguments: [16, 64, 240],
        levels)
    func nearest(lanes: Int, level: Int32) {
        var noise = Noise(state: UInt64(lanes))
        let moved = (0..<4).map { _ in noise.floats(lanes, 1) }
        let reference = (0..<4).map { _ in noise.floats(lanes, 1) }
        var nearest = [Int32](repeating: 0, count: lanes)
        match_nearest_at(
            level, Int32(lanes), moved[0], moved[1], moved[2], moved[3], Int32(lanes), reference[0], reference[1],
            reference[2], reference[3], 30, 2, 1, &nearest)
        for i in 0..<lanes {
            let costs = (0..<lanes).map { j in
                let (dx, dy) = (reference[0][j] - moved[0][i], reference[1][j] - moved[1][i])
                let turn = 1 - (reference[2][j] * moved[2][i] + reference[3][j] * moved[3][i])
                return min(1, max(0, (dx * dx + dy * dy) * 30 + turn * 2))
            }
            let cost = Float(nearest[i] >> 8) / Float(MATCH_COST_ONE)
            #expect(abs(cost - (costs.min() ?? 1)) < 1e-4)
            #expect(abs(costs[Int(nearest[i] & 255)] - cost) < 1e-4)
        }
    }

    @Test("Points move by the weighted mean error of the anchors", arguments: levels)
    func warp(level: Int32) {
        var noise = Noise(state: 3)
        let (lanes, anchors) = (48, 11)
        let (x, y) = (noise.floats(lanes, 200), noise.floats(lanes, 200))
        let anchor = (0..<4).map { noise.floats(anchors, $0 < 2 ? 200 : 10) }
        var (movedX, movedY) = (x, y)
        var sums = [Float](repeating: 9, count: 3 * lanes)
        match_warp_at(
            level, Int32(lanes), &movedX, &movedY, Int32(anchors), anchor[0], anchor[1], anchor[2], anchor[3], 50, 0.5,
            &sums)
        for i in 0..<lanes {
            let weights = (0..<anchors).map { a -> Float in
                let (dx, dy) = (x[i] - anchor[0][a], y[i] - anchor[1][a])
                let falling = 1 / (1 + (dx * dx + dy * dy) / 2500)
                return falling * falling
            }
            let total = weights.reduce(0.5, +)
            #expect(abs(movedX[i] - x[i] - zip(weights, anchor[2]).map(*).reduce(0, +) / total) < 1e-3)
            #expect(abs(movedY[i] - y[i] - zip(weights, anchor[3]).map(*).reduce(0, +) / total) < 1e-3)
        }
    }

    /// The kernel on eleven arrays that lie one after the other, in the order of `match_pairs`.
    private static func spectrum(
        of arrays: inout [Float], _ matrix: inout [Float], count: Int, lanes: Int, _ level: Int32
    ) -> Float {
        arrays.withUnsafeMutableBufferPointer { all in
            matrix.withUnsafeMutableBufferPointer { matrix in
                func part(_ index: Int) -> UnsafeMutablePointer<Float>? { all.baseAddress.map { $0 + index * lanes } }
                var pairs = match_pairs(
                    count: Int32(count), lanes: Int32(lanes), probeX: part(0), probeY: part(1), probeCos: part(2),
                    probeSin: part(3), referenceX: part(4), referenceY: part(5), referenceCos: part(6),
                    referenceSin: part(7), weight: part(8), strength: part(9), matrix: matrix.baseAddress,
                    scratch: part(10))
                return match_spectrum_at(level, &pairs, 10, 0.15, 4, 8)
            }
        }
    }

    @Test("Correspondences of one rigid motion agree wholly; strangers among them get no strength", arguments: levels)
    func spectrum(level: Int32) {
        var noise = Noise(state: 4)
        let (lanes, count, strangers) = (32, 30, 10)
        let (x, y) = (noise.floats(lanes, 150), noise.floats(lanes, 150))
        let ones = [Float](repeating: 1, count: lanes)
        let zeros = [Float](repeating: 0, count: lanes)
        // A quarter turn and a shift; the last ten lead somewhere else, each alone.
        var (toX, toY) = (y.map { 30 - $0 }, x.map { $0 - 20 })
        for k in (count - strangers)..<count { (toX[k], toY[k]) = (500 * Float(k), -700 * Float(k)) }
        let weight = (0..<lanes).map { Float($0 < count ? 1 : 0) }
        var arrays = [x, y, ones, zeros, toX, toY, zeros, ones, weight, zeros, zeros].flatMap { $0 }
        var matrix = [Float](repeating: 0, count: lanes * lanes)
        let agreement = Self.spectrum(of: &arrays, &matrix, count: count, lanes: lanes, level)
        // Twenty that agree wholly with all but themselves: a matrix of ones without its diagonal, eigenvalue 19.
        #expect(abs(agreement - 19) < 1e-2)
        let strength = arrays[(9 * lanes)..<(10 * lanes)]
        #expect(strength.prefix(count - strangers).allSatisfy { $0 > 0.99 })
        #expect(strength.dropFirst(count - strangers).allSatisfy { $0 < 1e-3 })
    }

    @Test("Compatibilities and their leading eigenvector are those of the definition", arguments: [16, 48, 96], levels)
    func spectrumOfNoise(lanes: Int, level: Int32) {
        var noise = Noise(state: UInt64(lanes))
        let count = lanes - 5
        var arrays = (0..<11).map { noise.floats(lanes, [0, 1, 4, 5].contains($0) ? 90 : 1) }
        for (cosine, sine) in [(2, 3), (6, 7)] {
            for k in 0..<lanes { (arrays[cosine][k], arrays[sine][k]) = unit(arrays[cosine][k]) }
        }
        for k in 0..<lanes { arrays[8][k] = k < count ? abs(arrays[8][k]) : 0 }
        // Half of them agree roughly, so that there is a leading eigenvector.
        for k in stride(from: 0, to: count, by: 2) {
            (arrays[4][k], arrays[5][k]) = (arrays[0][k] + noise.next() * 4, arrays[1][k] + noise.next() * 4)
            (arrays[6][k], arrays[7][k]) = (arrays[2][k], arrays[3][k])
        }
        let (wanted, eigenvalue, strength) = Self.spectrum(arrays, count: count)
        var (flat, matrix) = (arrays.flatMap { $0 }, [Float](repeating: 0, count: lanes * lanes))
        let found = Self.spectrum(of: &flat, &matrix, count: count, lanes: lanes, level)
        let greatest = zip(matrix.prefix(count * lanes), wanted.joined()).map { abs(Double($0) - $1) }.max() ?? 1
        #expect(greatest < 1e-4)
        #expect(eigenvalue > 1)
        #expect(abs(Double(found) - eigenvalue) < 1e-4 * eigenvalue)
        for k in 0..<count { #expect(abs(Double(flat[9 * lanes + k]) - strength[k]) < 1e-3) }
    }

    private func unit(_ number: Float) -> (Float, Float) { (number, (1 - number * number).squareRoot()) }

    /// In double precision: what the kernel's comments say, not how it does it.
    private static func spectrum(
        _ arrays: [[Float]], count: Int
    ) -> (matrix: [[Double]], eigenvalue: Double, strength: [Double]) {
        let lanes = arrays[0].count
        func at(_ array: Int, _ k: Int) -> Double { Double(arrays[array][k]) }
        /// How far the motion of t misses when it carries k's probe minutia, squared.
        func miss(_ t: Int, _ k: Int) -> (square: Double, cos: Double, sin: Double) {
            let cosine = at(2, t) * at(6, t) + at(3, t) * at(7, t)
            let sine = at(2, t) * at(7, t) - at(3, t) * at(6, t)
            let (dx, dy) = (at(0, k) - at(0, t), at(1, k) - at(1, t))
            let errorX = cosine * dx - sine * dy - (at(4, k) - at(4, t))
            let errorY = sine * dx + cosine * dy - (at(5, k) - at(5, t))
            return (errorX * errorX + errorY * errorY, cosine, sine)
        }
        let matrix = (0..<count).map { t in
            (0..<lanes).map { k -> Double in
                func square(_ x: Int, _ y: Int) -> Double {
                    (at(x, k) - at(x, t)) * (at(x, k) - at(x, t)) + (at(y, k) - at(y, t)) * (at(y, k) - at(y, t))
                }
                let nearer = min(square(0, 1), square(4, 5))
                guard nearer > 4 else { return 0 }
                let (one, other) = (miss(t, k), miss(k, t))
                let reach = 10 + 0.15 * nearer.squareRoot()
                let place = (one.square + other.square) / 2 / (reach * reach)
                let direction = 4 * (1 - (one.cos * other.cos + one.sin * other.sin))
                return max(0, 1 - place - direction) * at(8, k) * at(8, t)
            }
        }
        var (strength, value) = ([Double](repeating: 1, count: count), 0.0)
        for _ in 0..<8 {
            let next = matrix.map { row in zip(row, strength).reduce(0) { $0 + $1.0 * $1.1 } }
            value =
                zip(next, strength).reduce(0) { $0 + $1.0 * $1.1 } / strength.reduce(0) { $0 + $1 * $1 }
            strength = next.map { $0 / (next.max() ?? 1) }
        }
        return (matrix, value, strength)
    }
}
