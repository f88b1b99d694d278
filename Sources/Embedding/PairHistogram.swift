internal import Fingerprint
internal import Foundation

/// Counts how pairs of minutiae lie to each other: their distance, and the direction of each as seen from the other.
///
/// Neither turning nor shifting the finger changes that. Each pair is spread softly over neighbouring bins, so that
/// small errors of place and direction make small differences.
struct PairHistogram {
    static let rings = 16
    static let sectors = 16
    /// Pixels at 500 ppi; stretching of the skin blurs pairs that lie further apart.
    private static let reach: Float = 160

    /// Ring by ring, `sectors * sectors` counts; symmetric in the two directions.
    private(set) var counts = [Float](repeating: 0, count: rings * sectors * sectors)

    init(_ minutiae: [Minutia]) {
        for (index, one) in minutiae.enumerated() {
            for other in minutiae[(index + 1)...] { add(one, other) }
        }
    }

    private mutating func add(_ one: Minutia, _ other: Minutia) {
        let x = Float(other.x) - Float(one.x)
        // Upwards, as directions turn.
        let y = Float(one.y) - Float(other.y)
        let distance = (x * x + y * y).squareRoot()
        guard distance > 0, distance < Self.reach else { return }
        let line = atan2(y, x) / (2 * .pi)
        let first = Float(one.direction) / 256 - line
        let second = Float(other.direction) / 256 - line - 0.5
        let (ring, outer) = split(distance / Self.reach * Float(Self.rings) - 0.5)
        let (sectorA, nextA) = split((first - first.rounded(.down)) * Float(Self.sectors) - 0.5)
        let (sectorB, nextB) = split((second - second.rounded(.down)) * Float(Self.sectors) - 0.5)
        for (r, shareR) in [(ring, 1 - outer), (ring + 1, outer)] {
            let base = max(0, min(Self.rings - 1, r)) * Self.sectors * Self.sectors
            for (a, shareA) in [(sectorA, 1 - nextA), (sectorA + 1, nextA)] {
                for (b, shareB) in [(sectorB, 1 - nextB), (sectorB + 1, nextB)] {
                    let share = shareR * shareA * shareB
                    // Which of the two is first is arbitrary: both orders count.
                    counts[base + wrap(a) * Self.sectors + wrap(b)] += share
                    counts[base + wrap(b) * Self.sectors + wrap(a)] += share
                }
            }
        }
    }

    private func split(_ value: Float) -> (Int, Float) {
        let whole = value.rounded(.down)
        return (Int(whole), value - whole)
    }

    private func wrap(_ sector: Int) -> Int { (sector + Self.sectors) % Self.sectors }
}
