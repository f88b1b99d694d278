import Fingerprint
import Testing

// Skipped where the shared pictures are not at hand: their licence keeps them out of the project.
@Suite(.enabled(if: !SharedPrints.sets.isEmpty))
struct EnrolmentTests {
    @Test("Every shared print gives a template", arguments: SharedPrints.sets)
    func everyPrint(set: String) throws {
        let extractor = TemplateExtractor()
        let names = try SharedPrints.names(of: set)
        try #require(!names.isEmpty)
        for name in names {
            let extraction = try extractor.extract(SharedPrints.image(set, name))
            #expect(extraction.template.minutiae.count >= 10, "\(set)/\(name)")
        }
    }
}
