import Fingerprint
import Ground
import Imaging
import Testing

@Suite("A picture that is no usable print")
struct BadInputTests {
    private static func flat(_ width: Int, _ height: Int, _ grey: UInt8, ppi: Double? = 500) -> GrayImage {
        GrayImage(width: width, height: height, pixelsPerInch: ppi) { $0.update(repeating: grey) }
    }

    @Test(
        "gives an honest retry: there is no print",
        arguments: [
            flat(0, 0, 0), flat(1, 1, 0), flat(1, 1, 255), flat(7, 7, 128), flat(1, 2000, 128), flat(2000, 1, 128),
            flat(400, 400, 255), flat(400, 400, 0), flat(400, 400, 128), flat(2048, 2048, 255),
        ])
    func noPrint(image: GrayImage) {
        do {
            let found = try TemplateExtractor().extract(image)
            Issue.record("a template of \(found.template.count) minutiae")
        } catch {
            guard case .retry = error else {
                Issue.record("\(image.width) x \(image.height): \(error)")
                return
            }
        }
    }

    @Test("gives an honest retry where it is nothing but noise", arguments: [30, 255])
    func noise(swing: Int) {
        var random = SplitMix64(seed: 5)
        let image = GrayImage(
            width: 300, height: 300, pixelsPerInch: 500,
            pixels: (0..<90_000).map { _ in UInt8(Int.random(in: 0...swing, using: &random)) })
        let error = #expect(throws: ExtractionError.self) { try TemplateExtractor().extract(image) }
        guard case .retry(let retry) = error else { return }
        #expect(retry.reason == .noFinger)
    }

    @Test(
        "whose size or resolution no finger has gives a typed fault before any work",
        arguments: [
            (flat(8193, 10, 255), Fault(.init("image.tooLarge"), "")),
            (flat(4097, 4096, 255), Fault(.init("image.tooLarge"), "")),
            (flat(10, 60000, 255), Fault(.init("image.tooLarge"), "")),
            (flat(4097, 10, 255, ppi: 250), Fault(.init("image.tooLarge"), "")),
            (flat(300, 300, 255, ppi: 96), Fault(.init("image.resolution"), "")),
            (flat(300, 300, 255, ppi: 0), Fault(.init("image.resolution"), "")),
            (flat(300, 300, 255, ppi: -500), Fault(.init("image.resolution"), "")),
            (flat(300, 300, 255, ppi: .nan), Fault(.init("image.resolution"), "")),
            (flat(300, 300, 255, ppi: .infinity), Fault(.init("image.resolution"), "")),
            (flat(300, 300, 255, ppi: 10), Fault(.init("image.resolution"), "")),
            (flat(300, 300, 255, ppi: 100_000), Fault(.init("image.resolution"), "")),
            (flat(10_000, 10_000, 255), Fault(.init("image.tooLarge"), "")),
            (flat(300, 300, 255, ppi: 1201), Fault(.init("image.resolution"), "")),
        ])
    func refused(image: GrayImage, fault: Fault) {
        #expect(throws: ExtractionError.fault(fault)) { try TemplateExtractor().extract(image) }
    }
}
