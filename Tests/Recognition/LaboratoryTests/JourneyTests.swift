import Fingerprint
import Interchange
import Laboratory
import SyntheticPrints
import Testing

@Suite("Templates through records")
struct JourneyTests {
    private static let template = Template(
        width: 388, height: 374, quality: 61,
        minutiae: SyntheticPrints.impression(finger: 2, impression: 0, seed: 4, strength: 0).minutiae)

    @Test("A template comes back from every format with its minutiae where they were", arguments: RecordFormat.allCases)
    func journey(format: RecordFormat) throws {
        let back = try Self.template.sent(as: format)
        #expect((back.width, back.height, back.quality) == (388, 374, 61))
        try #require(back.count == Self.template.count)
        for (before, after) in zip(Self.template.minutiae, back.minutiae) {
            #expect((before.x, before.y, before.kind, before.quality) == (after.x, after.y, after.kind, after.quality))
            // INCITS has steps of 2 degrees, 1.4 of ours.
            #expect(abs(Int(Int8(bitPattern: before.direction &- after.direction))) <= 1)
        }
    }
}
