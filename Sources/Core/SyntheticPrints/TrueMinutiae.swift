internal import Foundation

/// A minutia of the master print, in pixels and radians, before it is put on a reader.
struct TrueMinutia: Sendable {
    let x: Float
    let y: Float
    /// Radians, counter-clockwise as seen; see ``Minutia/direction``.
    let angle: Float
    let isEnding: Bool
}

extension Skeleton {
    /// Where lines end and fork, leaving out spurs and islands too short to be seen on a print.
    func minutiae() -> [TrueMinutia] {
        let margin = 12
        var found: [TrueMinutia] = []
        for y in margin..<height - margin {
            for x in margin..<width - margin where isRidge(y * width + x) {
                let at = y * width + x
                let lines = branches(at)
                guard lines.count == 1 || lines.count == 3 else { continue }
                let ways = lines.compactMap { direction(from: at, through: $0) }
                guard ways.count == lines.count else { continue }
                if ways.count == 1 {
                    found.append(TrueMinutia(x: Float(x), y: Float(y), angle: angle(ways[0]), isEnding: true))
                } else {
                    found.append(
                        TrueMinutia(x: Float(x), y: Float(y), angle: angle(-stem(of: ways)), isEnding: false))
                }
            }
        }
        return found
    }

    /// The unit vector to the point some way along a line; nil where the line ends or forks before.
    private func direction(from start: Int, through first: Int) -> SIMD2<Float>? {
        // Behind us are where we came from and everything that touched it.
        var behind = ring(start).filter { $0 != first } + [start]
        var here = first
        for step in 0..<9 {
            let around = ring(here)
            // Straight neighbours before diagonal ones: a staircase is walked step by step.
            let ways = [0, 2, 4, 6, 1, 3, 5, 7].map { around[$0] }.filter { isRidge($0) && !behind.contains($0) }
            guard let next = ways.first, step < 2 || branches(here).count < 3 else { return nil }
            behind = around.filter { $0 != next } + [here]
            here = next
        }
        let way = SIMD2(Float(here % width - start % width), Float(here / width - start / width))
        return way / (way * way).sum().squareRoot()
    }

    /// Of three ways the one that lies opposite the other two.
    private func stem(of ways: [SIMD2<Float>]) -> SIMD2<Float> {
        func closeness(_ index: Int) -> Float { (ways[index] * (ways[0] + ways[1] + ways[2])).sum() }
        let index = ways.indices.min { closeness($0) < closeness($1) } ?? 0
        return ways[index]
    }

    private func angle(_ way: SIMD2<Float>) -> Float { atan2(-way.y, way.x) }
}
