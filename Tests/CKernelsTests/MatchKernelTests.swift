import CKernels
import Testing

/// Each kernel against the same thing written plainly; whatever level the processor has is what runs.
struct MatchKernelTests {
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

    @Test("The best two columns are those of most common bits", arguments: [16, 32, 48, 64, 112, 256])
    func bestColumns(lanes: Int) {
        var noise = Noise(state: UInt64(lanes))
        let (words, count) = (Int(MATCH_WORDS), lanes - 3)
        let (probe, reference) = (noise.words(words * lanes), noise.words(words * lanes))
        let probeNorms = [Float](repeating: 1 / 16, count: lanes)
        var referenceNorms = [Float](repeating: 1 / 16, count: lanes)
        referenceNorms[lanes - 1] = 0
        var row = [UInt16](repeating: 0, count: lanes)
        var best = [UInt16](repeating: 0, count: 2 * lanes)
        match_best_columns(
            Int32(count), Int32(lanes), probe, probeNorms, Int32(lanes), reference, referenceNorms, &row, &best)
        for i in 0..<count {
            let keys = (0..<lanes).map { j -> UInt16 in
                let common = (0..<words).reduce(0) {
                    $0 + (probe[$1 * lanes + i] & reference[$1 * lanes + j]).nonzeroBitCount
                }
                return UInt16(Float(common) * referenceNorms[j] * (255 * probeNorms[i])) << 8 | UInt16(j)
            }.sorted(by: >)
            #expect([best[2 * i], best[2 * i + 1]] == [keys[0], keys[1]])
        }
    }

    @Test("The nearest minutia is the one of least cost, and none counts beyond the limit", arguments: [16, 64, 240])
    func nearest(lanes: Int) {
        var noise = Noise(state: UInt64(lanes))
        let moved = (0..<4).map { _ in noise.floats(lanes, 1) }
        let reference = (0..<4).map { _ in noise.floats(lanes, 1) }
        var nearest = [Int32](repeating: 0, count: lanes)
        match_nearest(
            Int32(lanes), moved[0], moved[1], moved[2], moved[3], Int32(lanes), reference[0], reference[1],
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

    @Test("Points move by the weighted mean error of the anchors")
    func warp() {
        var noise = Noise(state: 3)
        let (lanes, anchors) = (48, 11)
        let (x, y) = (noise.floats(lanes, 200), noise.floats(lanes, 200))
        let anchor = (0..<4).map { noise.floats(anchors, $0 < 2 ? 200 : 10) }
        var (movedX, movedY) = (x, y)
        var sums = [Float](repeating: 9, count: 3 * lanes)
        match_warp(
            Int32(lanes), &movedX, &movedY, Int32(anchors), anchor[0], anchor[1], anchor[2], anchor[3], 50, 0.5, &sums)
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

    @Test("Correspondences of one rigid motion agree wholly; strangers among them get no strength")
    func spectrum() {
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
        let agreement = arrays.withUnsafeMutableBufferPointer { all in
            matrix.withUnsafeMutableBufferPointer { matrix in
                func part(_ index: Int) -> UnsafeMutablePointer<Float>? { all.baseAddress.map { $0 + index * lanes } }
                var pairs = match_pairs(
                    count: Int32(count), lanes: Int32(lanes), probeX: part(0), probeY: part(1), probeCos: part(2),
                    probeSin: part(3), referenceX: part(4), referenceY: part(5), referenceCos: part(6),
                    referenceSin: part(7), weight: part(8), strength: part(9), matrix: matrix.baseAddress,
                    scratch: part(10))
                return match_spectrum(&pairs, 10, 0.15, 4, 8)
            }
        }
        // Twenty that agree wholly with all but themselves: a matrix of ones without its diagonal, eigenvalue 19.
        #expect(abs(agreement - 19) < 1e-2)
        let strength = arrays[(9 * lanes)..<(10 * lanes)]
        #expect(strength.prefix(count - strangers).allSatisfy { $0 > 0.99 })
        #expect(strength.dropFirst(count - strangers).allSatisfy { $0 < 1e-3 })
    }
}
