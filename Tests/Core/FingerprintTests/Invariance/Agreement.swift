import Fingerprint
import Foundation

/// How well one template's minutiae are found again in another, when it is known where they must be.
struct Agreement: CustomStringConvertible {
    /// Pixels, and 256ths of the full turn, within which a minutia is the same.
    static let reach = (place: 8.0, turn: 20)

    /// Share of the minutiae that must be there and are, 0...1.
    let found: Double
    /// Pixels: median distance of those found from where they must be.
    let distance: Double
    /// Of the comparison of both.
    let score: Double

    /// - Parameter motion: where a minutia of `original` must be in `other`; nil where it lies outside.
    init(_ original: Template, _ other: Template, motion: (Double, Double) -> (x: Double, y: Double, turn: Double)?) {
        let found = other.minutiae
        var distances: [Double] = []
        var wanted = 0
        // Only what the network is sure of: the doubtful ones come and go with a single grey level.
        for minutia in original.minutiae where minutia.quality >= 50 {
            guard let to = motion(Double(minutia.x), Double(minutia.y)) else { continue }
            wanted += 1
            let turned = minutia.direction &+ UInt8(truncatingIfNeeded: Int((to.turn * 128 / .pi).rounded()))
            let near = found.filter { abs(Int(Int8(bitPattern: $0.direction &- turned))) <= Self.reach.turn }
                .map { hypot(Double($0.x) - to.x, Double($0.y) - to.y) }.min()
            if let near, near <= Self.reach.place { distances.append(near) }
        }
        distances.sort()
        self.found = wanted > 0 ? Double(distances.count) / Double(wanted) : 0
        distance = distances.isEmpty ? .infinity : distances[distances.count / 2]
        score = Matcher(probe: PreparedTemplate(original)).score(against: PreparedTemplate(other))
    }

    var description: String { String(format: "%3.0f %% found, %.1f px, score %.1f", 100 * found, distance, score) }
}
