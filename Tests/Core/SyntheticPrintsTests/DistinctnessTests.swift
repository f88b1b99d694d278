import Fingerprint
import SyntheticPrints
import Testing

@Suite("Synthetic prints under the matcher")
struct DistinctnessTests {
    @Test("Different fingers rarely score 3 or more, two impressions of one finger nearly always more than 4")
    func scores() throws {
        let extractor = TemplateExtractor()
        let fingers = try (1...24).map { finger in
            let master = SyntheticPrints.master(finger: finger, seed: 11)
            return try (1...2).map { impression in
                let print = SyntheticPrints.impression(finger: finger, impression: impression, seed: 11, of: master)
                return PreparedTemplate(try extractor.extract(print.image).template)
            }
        }
        var alike = 0
        var recognised = 0
        for (index, finger) in fingers.enumerated() {
            for (number, probe) in finger.enumerated() {
                let matcher = Matcher(probe: probe)
                for other in fingers[(index + 1)...] { alike += other.count { matcher.score(against: $0) >= 3 } }
                if number == 0, matcher.score(against: finger[1]) > 4 { recognised += 1 }
            }
        }
        // A score of 3 claims one of these 1,104 pairs. The generator is known to reach four to five times that (its
        // README); ten times is allowed, because pairs of the same two fingers are not independent.
        #expect(alike <= 11)
        #expect(recognised >= 22)
    }
}
