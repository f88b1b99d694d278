import Fingerprint
import Testing

@Suite struct LearnedExtractionTests {
    @Test("The network's minutiae are where they are on the whole picture at 500 ppi", arguments: [500.0, 569])
    func place(pixelsPerInch: Double) throws {
        let scale = pixelsPerInch / 500
        let pattern = RidgePattern(
            width: Int(360 * scale), height: Int(300 * scale), degrees: 70, period: 9 * scale,
            pixelsPerInch: pixelsPerInch, minutia: (210 * scale, 160 * scale, true))
        let found = try TemplateExtractor().extract(pattern.image).template.minutiae
        #expect(found.contains { abs(Int($0.x) - 210) <= 6 && abs(Int($0.y) - 160) <= 6 })
    }
}
