import Fingerprint
import Foundation
import Ground

/// Minutiae strewn at random over a finger-sized field, and impressions of them; enough to test a matcher with.
struct SyntheticPrint {
    static let side = 500.0
    private static let centre = (x: 250.0, y: 250.0)

    private(set) var minutiae: [Minutia] = []

    /// - Parameter closest: least distance between two minutiae, pixels.
    init(count: Int, closest: Double = 12, using random: inout SplitMix64) {
        while minutiae.count < count {
            let candidate = Self.random(using: &random)
            let free = minutiae.allSatisfy {
                hypot(Double($0.x) - Double(candidate.x), Double($0.y) - Double(candidate.y)) > closest
            }
            if free { minutiae.append(candidate) }
        }
    }

    private static func random(using random: inout SplitMix64) -> Minutia {
        Minutia(
            x: UInt16.random(in: 130...370, using: &random), y: UInt16.random(in: 100...400, using: &random),
            direction: UInt8.random(in: 0...255, using: &random), kind: .ending, quality: 50)
    }

    /// How an impression differs from the finger.
    struct Impression {
        /// Degrees, counter-clockwise as seen.
        var rotation = 0.0
        var shift = (x: 0.0, y: 0.0)
        /// Greatest error of a place, pixels in each direction.
        var jitter = 0.0
        /// Greatest error of a direction, in 256ths of the full turn.
        var turn = 0
        /// Parts of the minutiae that are missed and that are invented.
        var missing = 0.0
        var spurious = 0.0
        /// Greatest smooth displacement, pixels.
        var stretch = 0.0
    }

    func template(_ impression: Impression = Impression(), using random: inout SplitMix64) -> Template {
        let angle = impression.rotation * .pi / 180
        var seen: [Minutia] = []
        for minutia in minutiae where Double.random(in: 0..<1, using: &random) >= impression.missing {
            let dx = Double(minutia.x) - Self.centre.x
            let dy = Double(minutia.y) - Self.centre.y
            let jitter = -impression.jitter...impression.jitter
            var x = Self.centre.x + cos(angle) * dx + sin(angle) * dy + impression.shift.x
            var y = Self.centre.y - sin(angle) * dx + cos(angle) * dy + impression.shift.y
            (x, y) = (x + impression.stretch * sin(y / 60), y + impression.stretch * cos(x / 60))
            x += Double.random(in: jitter, using: &random)
            y += Double.random(in: jitter, using: &random)
            let turn =
                Int((angle * 128 / .pi).rounded()) + Int.random(in: -impression.turn...impression.turn, using: &random)
            guard x >= 0, y >= 0, x < Self.side, y < Self.side else { continue }
            seen.append(
                Minutia(
                    x: UInt16(x), y: UInt16(y), direction: minutia.direction &+ UInt8(truncatingIfNeeded: turn),
                    kind: minutia.kind, quality: minutia.quality))
        }
        for _ in 0..<Int(impression.spurious * Double(minutiae.count)) { seen.append(Self.random(using: &random)) }
        let side = UInt16(Self.side)
        return Template(width: side, height: side, quality: 50, minutiae: seen)
    }
}
