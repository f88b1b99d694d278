import Fingerprint
import Foundation
import Ground
import Imaging
import Testing

/// Keeps what the extractor shows.
private final class Album: StageObserver {
    var stages: [Stage: (width: Int, height: Int, values: [Float])] = [:]
    func observe(_ stage: Stage, width: Int, height: Int, values: [Float]) {
        stages[stage] = (width, height, values)
    }
}

@Suite("From a picture to its minutiae")
struct ExtractorTests {
    private static let extractor = TemplateExtractor()
    private static let filters = TemplateExtractor(detection: .filters)

    private func minutiae(_ image: GrayImage) throws -> [Minutia] {
        try Self.extractor.extract(image).template.minutiae
    }

    /// Degrees between two directions, 0...180.
    private func turn(_ direction: UInt8, _ degrees: Double) -> Double {
        let difference = (Double(direction) * 360 / 256 - degrees).truncatingRemainder(dividingBy: 360)
        return min(abs(difference), 360 - abs(difference))
    }

    @Test("Parallel ridges have no minutiae", arguments: [0.0, 15, 45, 88, 90, 133, 179], [6.0, 9, 12])
    func noMinutiae(degrees: Double, period: Double) throws {
        #expect(try minutiae(RidgePattern(degrees: degrees, period: period).image).isEmpty)
    }

    @Test(
        "Direction and period of parallel ridges are measured", arguments: [0.0, 22.5, 60, 90, 150], [6.0, 8, 10, 13])
    func field(degrees: Double, period: Double) throws {
        let album = Album()
        _ = try Self.filters.extract(RidgePattern(degrees: degrees, period: period).image, observer: album)
        let angles = try #require(album.stages[.orientation])
        let periods = try #require(album.stages[.period])
        var (worstAngle, worstPeriod) = (0.0, 0.0)
        for row in 5..<angles.height - 5 {
            for at in row * angles.width + 5..<(row + 1) * angles.width - 5 {
                // Across the ridges and downwards, where the pattern's angle is along them and upwards.
                let along = 90 - Double(angles.values[at]) * 180 / .pi
                worstAngle = max(worstAngle, abs(sin((along - degrees) * .pi / 180)))
                worstPeriod = max(worstPeriod, abs(Double(periods.values[at]) / period - 1))
            }
        }
        #expect(worstAngle < 0.05)
        #expect(worstPeriod < 0.08)
    }

    @Test(
        "A ridge that ends and one that forks are found, in place, direction and kind",
        arguments: stride(from: 0.0, to: 360, by: 30).map(\.self), [true, false])
    func oneMinutia(degrees: Double, isEnding: Bool) throws {
        let pattern = RidgePattern(degrees: degrees, minutia: (117.3, 124.6, isEnding))
        let found = try minutiae(pattern.image)
        try #require(found.count == 1)
        #expect(hypot(Double(found[0].x) - 117.3, Double(found[0].y) - 124.6) < 3)
        #expect(turn(found[0].direction, degrees) < 8)
        #expect(found[0].kind == (isEnding ? .ending : .bifurcation))
    }

    @Test("Light and contrast change nothing", arguments: [(90.0, 80.0), (170, 80), (128, 30), (200, 25)])
    func brightness(mean: Double, swing: Double) throws {
        let bright = RidgePattern(degrees: 70, mean: mean, swing: swing, minutia: (120, 120, true))
        let found = try minutiae(bright.image)
        try #require(found.count == 1)
        #expect(hypot(Double(found[0].x) - 120, Double(found[0].y) - 120) < 3)
    }

    @Test("Places are pixels at 500 ppi, whatever the reader", arguments: [300.0, 569, 1000])
    func resolution(pixelsPerInch: Double) throws {
        let scale = pixelsPerInch / 500
        let pattern = RidgePattern(
            width: Int(240 * scale), height: Int(240 * scale), degrees: 70, period: 9 * scale,
            pixelsPerInch: pixelsPerInch, minutia: (120 * scale, 130 * scale, true))
        let found = try minutiae(pattern.image)
        try #require(found.count == 1)
        #expect(hypot(Double(found[0].x) - 120, Double(found[0].y) - 130) < 3)
    }

    @Test("A picture that does not state its resolution is taken as 500 ppi")
    func unstated() throws {
        let pattern = RidgePattern(degrees: 70, pixelsPerInch: nil, minutia: (120, 120, true))
        #expect(try minutiae(pattern.image).count == 1)
    }

    @Test("The same picture gives the same template, whoever watches")
    func deterministic() throws {
        let image = RidgePattern(degrees: 20, minutia: (100, 100, false)).image
        #expect(try minutiae(image) == Self.extractor.extract(image, observer: Album()).template.minutiae)
    }

    @Test(
        "Every stage is shown under its key",
        arguments: [
            (extractor, Set(Stage.allCases).subtracting([.enhanced, .reliability])),
            (filters, Set(Stage.allCases).subtracting([.heat])),
        ])
    func stages(extractor: TemplateExtractor, stages: Set<Stage>) throws {
        let album = Album()
        _ = try extractor.extract(RidgePattern(degrees: 20).image, observer: album)
        #expect(Set(album.stages.keys) == stages)
        for stage in stages {
            let seen = try #require(album.stages[stage])
            #expect(seen.values.count == seen.width * seen.height)
        }
    }

    @Test(
        "A picture without a print asks for the finger",
        arguments: [
            (0, 0), (1, 1), (1, 400), (400, 1), (7, 9), (300, 300), (2000, 2000),
        ])
    func noPrint(width: Int, height: Int) throws {
        for level in [0, 128, 255] as [UInt8] {
            let flat = GrayImage(
                width: width, height: height, pixelsPerInch: 500,
                pixels: [UInt8](repeating: level, count: width * height))
            let error = #expect(throws: ExtractionError.self) { try Self.extractor.extract(flat) }
            guard case .retry(let retry) = error else { throw try #require(error) }
            #expect(retry.reason == .noFinger)
        }
    }

    @Test("Ridges on a spot too small to recognise anyone ask for more of the finger")
    func tooSmall() throws {
        let spot = RidgePattern(width: 48, height: 48, degrees: 30).image
        let error = #expect(throws: ExtractionError.self) { try Self.extractor.extract(spot) }
        guard case .retry(let retry) = error else { throw try #require(error) }
        #expect(retry.reason == .tooSmall)
    }

    @Test(
        "A picture that no reader takes is a fault",
        arguments: [
            (72.0, 100, 100, .init("image.resolution")), (2400, 100, 100, .init("image.resolution")),
            (.nan, 100, 100, .init("image.resolution")), (500, 60_000, 1, .init("image.tooLarge")),
            (250, 4200, 1200, .init("image.tooLarge")),
        ] as [(Double, Int, Int, Fault.Code)])
    func faults(pixelsPerInch: Double, width: Int, height: Int, code: Fault.Code) {
        let image = GrayImage(
            width: width, height: height, pixelsPerInch: pixelsPerInch,
            pixels: [UInt8](repeating: 255, count: width * height))
        #expect(throws: ExtractionError.fault(Fault(code, ""))) { try Self.extractor.extract(image) }
    }

    private func quality(_ image: GrayImage) throws -> PrintQuality { try Self.extractor.extract(image).quality }

    @Test("A large clear print in the middle is good, and nothing is wrong with it")
    func clearPrint() throws {
        let quality = try quality(RidgePattern(width: 320, height: 400, degrees: 30, pitch: 55).image)
        #expect(quality.value > 80)
        #expect(quality.findings.isEmpty)
    }

    @Test("A print drowned in noise is poor, and called smudged")
    func noise() throws {
        func pattern(swing: Double) -> GrayImage {
            RidgePattern(width: 320, height: 400, degrees: 30, swing: swing, pitch: 55).image
        }
        let (clear, faint) = (pattern(swing: 40), pattern(swing: 8))
        var random = UInt32(7)
        let noisy = GrayImage(
            width: faint.width, height: faint.height, pixelsPerInch: 500,
            pixels: faint.withPixels { pixels in
                pixels.map { pixel -> UInt8 in
                    random = random &* 1_664_525 &+ 1_013_904_223
                    return UInt8(min(255, max(0, Int(pixel) + Int(random >> 24) - 128)))
                }
            })
        #expect(try quality(clear).value > 80)
        #expect(try quality(noisy).value < 20)
        #expect(try quality(noisy).findings.contains(.smudged))
    }

    @Test(
        "What is wrong with a print is said",
        arguments: [
            (220, 0, 0, 128.0, 60.0, .partial), (320, 200, 0, 128, 60, .offCentre), (320, 0, 200, 128, 60, .offCentre),
            (320, 0, 0, 240, 12, .tooLight), (320, 0, 0, 30, 25, .tooDark),
        ] as [(Int, Int, Int, Double, Double, PrintQuality.Finding)])
    func findings(side: Int, left: Int, top: Int, mean: Double, swing: Double, finding: PrintQuality.Finding) throws {
        let print = RidgePattern(width: side, height: side, degrees: 40, mean: mean, swing: swing, pitch: 55).image
        let placed = print.window(x: -left, y: -top, width: side + left, height: side + top, fill: UInt8(mean))
        #expect(try quality(placed).findings == [finding])
    }

    @Test("Whatever the picture shows, minutiae lie inside it and are sure of something", arguments: 0..<40)
    func anything(seed: Int) throws {
        var random = UInt32(seed)
        func next(_ below: Int) -> Int {
            random = random &* 1_664_525 &+ 1_013_904_223
            return Int(random >> 8) % below
        }
        let (width, height, swing) = (100 + next(200), 100 + next(200), 1 + next(255))
        let image = GrayImage(
            width: width, height: height, pixelsPerInch: 500,
            pixels: (0..<width * height).map { at in UInt8(at % width / 7 % 2 * (255 - swing) + next(swing)) })
        do {
            let template = try Self.extractor.extract(image).template
            #expect(template.minutiae.allSatisfy { $0.x < width && $0.y < height && (1...100).contains($0.quality) })
        } catch {
            guard case .retry = error else { throw error }
        }
    }
}
