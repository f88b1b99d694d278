import Fingerprint
import Foundation
import Ground
import Testing

struct MatcherTests {
    typealias Impression = SyntheticPrint.Impression

    private func score(_ probe: Template, _ reference: Template) -> Double {
        Matcher(probe: PreparedTemplate(probe)).score(against: PreparedTemplate(reference))
    }

    @Test("A template compared with itself scores the greatest score", arguments: [20, 35, 55, 120, 255])
    func identical(count: Int) {
        var random = SplitMix64(seed: UInt64(count))
        let minutiae = SyntheticPrint(count: count, closest: count < 100 ? 12 : 3, using: &random)
        let template = minutiae.template(using: &random)
        #expect(score(template, template) == ScoreCalibration.greatest)
    }

    @Test("A finger is recognised however it is turned", arguments: (-12..<12).map { 15 * Double($0) })
    func rotation(degrees: Double) {
        var random = SplitMix64(seed: 2)
        let print = SyntheticPrint(count: 50, using: &random)
        let turned = print.template(Impression(rotation: degrees, jitter: 2, turn: 4), using: &random)
        #expect(score(print.template(using: &random), turned) > 8)
    }

    @Test(
        "A finger is recognised through what skin and readers do to it",
        arguments: [
            Impression(shift: (60, -40), jitter: 3, turn: 6),
            Impression(rotation: 25, jitter: 3, turn: 8, missing: 0.3, spurious: 0.3),
            Impression(rotation: -10, jitter: 2, turn: 4, stretch: 10),
            Impression(shift: (0, 180), jitter: 2, turn: 4),
        ])
    func impressions(impression: Impression) {
        for seed in 0..<20 {
            var random = SplitMix64(seed: UInt64(seed))
            let print = SyntheticPrint(count: 50, using: &random)
            let whole = print.template(Impression(jitter: 2, turn: 4), using: &random)
            #expect(score(whole, print.template(impression, using: &random)) > 4, "seed \(seed)")
        }
    }

    @Test("Different fingers score as seldom as the score says: no more than 3 in 1,000 at 3 or above")
    func impostors() {
        let prepared = (0..<100).map { seed in
            var random = SplitMix64(seed: UInt64(seed) + 1000)
            return PreparedTemplate(SyntheticPrint(count: 50, using: &random).template(using: &random))
        }
        var scores: [Double] = []
        for (index, probe) in prepared.enumerated() {
            let matcher = Matcher(probe: probe)
            scores += prepared[(index + 1)...].map { matcher.score(against: $0) }
        }
        #expect(scores.count == 4950)
        #expect(scores.count { $0 >= 3 } <= 15)
        #expect(scores.allSatisfy { $0 < 5 })
    }

    @Test("Probe and reference may change places: the decision stays")
    func symmetry() {
        for seed in 0..<20 {
            var random = SplitMix64(seed: UInt64(seed))
            let print = SyntheticPrint(count: 50, using: &random)
            let worn = Impression(rotation: 20, jitter: 3, turn: 6, missing: 0.3, spurious: 0.3)
            let (a, b) = (print.template(using: &random), print.template(worn, using: &random))
            #expect(abs(score(a, b) - score(b, a)) < 1.5)
        }
    }

    @Test("A matcher's answer does not depend on what it compared before")
    func noMemory() {
        var random = SplitMix64(seed: 8)
        let print = SyntheticPrint(count: 40, using: &random)
        let reference = PreparedTemplate(print.template(Impression(rotation: 12, jitter: 2), using: &random))
        let other = PreparedTemplate(SyntheticPrint(count: 60, using: &random).template(using: &random))
        let matcher = Matcher(probe: PreparedTemplate(print.template(using: &random)))
        let first = matcher.compare(with: reference)
        _ = matcher.score(against: other)
        #expect(matcher.compare(with: reference) == first)
    }

    @Test("Too few minutiae give no evidence and no crash", arguments: 0...4)
    func fewMinutiae(count: Int) {
        var random = SplitMix64(seed: 3)
        let few = SyntheticPrint(count: count, using: &random).template(using: &random)
        let many = SyntheticPrint(count: 50, using: &random).template(using: &random)
        #expect(score(few, many) < 2)
        #expect(score(many, few) < 2)
    }

    @Test("Minutiae all in one place or all in a row do not break the alignment")
    func degenerate() {
        let heap = (0..<60).map { _ in Minutia(x: 100, y: 100, direction: 7, kind: .other, quality: 0) }
        let row = (0..<60).map { Minutia(x: UInt16($0 * 5), y: 100, direction: 7, kind: .other, quality: 0) }
        for minutiae in [heap, row] {
            let template = Template(width: 400, height: 400, quality: 0, minutiae: minutiae)
            #expect(score(template, template).isFinite)
        }
    }

    @Test("The pairs of an alignment are the same minutiae, and its motion carries one print onto the other")
    func alignment() throws {
        var random = SplitMix64(seed: 4)
        let print = SyntheticPrint(count: 50, using: &random)
        let probe = print.template(using: &random)
        let reference = print.template(Impression(rotation: 30, shift: (20, 10)), using: &random)
        let matcher = Matcher(probe: PreparedTemplate(probe))
        let pairs = try #require(matcher.align(with: PreparedTemplate(reference)))
        #expect(pairs.pairs.count >= 48)
        #expect(abs(pairs.rotation - .pi / 6) < 0.01)
        for pair in pairs.pairs {
            let (from, to) = (probe.minutiae[pair.probe], reference.minutiae[pair.reference])
            let moved = pairs.move(x: Double(from.x), y: Double(from.y))
            #expect(hypot(moved.x - Double(to.x), moved.y - Double(to.y)) < 4)
        }
    }
}
