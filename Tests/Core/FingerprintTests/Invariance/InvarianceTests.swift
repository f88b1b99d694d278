import Fingerprint
import Foundation
import Imaging
import SyntheticPrints
import Testing

@Suite("What a print may go through")
struct InvarianceTests {
    private static let extractor = TemplateExtractor()

    /// Fingers of nobody, each as a usual reader sees it, with grey levels that leave room on both sides.
    private static let prints: [GrayImage] = (1...2).map { finger in
        var conditions = Conditions()
        conditions.contrast = 0.5
        return Impression(
            of: SyntheticPrints.master(finger: finger, seed: 2026), conditions: conditions, seed: UInt64(finger)
        ).image
    }

    /// At least that share is found again, the median no further away than so many pixels, with that score or more.
    struct Bound: Sendable {
        let found, distance, score: Double
    }

    private static let exact = Bound(found: 0.9, distance: 1.5, score: 8)
    private static let resampled = Bound(found: 0.85, distance: 2, score: 8)

    static let changes: [(Change, Bound)] =
        [90, 180, 270].map { (.turned($0), exact) }
        + [5, 11, 30, 45, 77, 133, 201, 300].map { (.turned($0), resampled) }
        + [(8, 16), (1, 0), (3, 5), (-17, 12), (40, -30)].map { (.shifted($0.0, $0.1), exact) }
        + [(1, 40), (1, -60), (0.5, 60), (0.25, 100), (1.4, -80)].map { (.lit($0.0, $0.1), exact) }
        + [400, 450, 512, 550, 569, 600, 700, 1000].map { (.sampled(pixelsPerInch: $0), resampled) }

    @Test("leaves its minutiae where they are on the finger, and its score", arguments: changes)
    func changed(change: Change, bound: Bound) throws {
        for (number, image) in Self.prints.enumerated() {
            let original = try Self.extractor.extract(image).template
            let other = try Self.extractor.extract(change(image)).template
            let agreement = Agreement(original, other, motion: change.motion(of: image))
            #expect(
                agreement.found >= bound.found && agreement.distance <= bound.distance
                    && agreement.score >= bound.score,
                "finger \(number + 1) \(change): \(agreement)")
        }
    }

    @Test(
        "A reader's resolution changes neither places nor score: the same finger seen by another reader",
        arguments: [400, 450, 512, 550, 569, 600, 700, 1000])
    func readers(pixelsPerInch: Double) throws {
        for finger in 1...2 {
            let master = SyntheticPrints.master(finger: finger, seed: 2026)
            func template(_ ppi: Double) throws -> Template {
                let field = Impression.Field(
                    width: Int(388 * ppi / 500), height: Int(374 * ppi / 500), pixelsPerInch: ppi)
                let print = Impression(of: master, conditions: Conditions(), field: field, seed: 4)
                return try Self.extractor.extract(print.image).template
            }
            let agreement = try Agreement(template(500), template(pixelsPerInch)) { ($0, $1, 0) }
            #expect(agreement.found >= 0.85 && agreement.distance <= 2 && agreement.score >= 8, "\(agreement)")
        }
    }

    @Test(
        "A larger or smaller field only adds or takes away what lies at its edge",
        arguments: [(300, 300), (320, 480), (500, 500), (640, 480), (800, 750)])
    func fields(width: Int, height: Int) throws {
        for finger in 1...2 {
            let master = SyntheticPrints.master(finger: finger, seed: 2026)
            func template(_ width: Int, _ height: Int) throws -> Template {
                let field = Impression.Field(width: width, height: height)
                return try Self.extractor.extract(
                    Impression(of: master, conditions: Conditions(), field: field, seed: 4).image
                ).template
            }
            let agreement = try Agreement(template(388, 374), template(width, height)) { x, y in
                let (u, v) = (x + Double(width - 388) / 2, y + Double(height - 374) / 2)
                let isInside = u > 24 && v > 24 && u < Double(width) - 24 && v < Double(height) - 24
                return isInside ? (u, v, 0) : nil
            }
            #expect(agreement.found >= 0.85 && agreement.distance <= 2 && agreement.score >= 8, "\(agreement)")
        }
    }

    // Skipped where the shared pictures are not at hand. `RIDGELINE_SHOW=1` prints the table of docs/recognition.md.
    @Test("The same holds for prints of real readers, on the mean of a set", .enabled(if: !SharedPrints.sets.isEmpty))
    func realReaders() throws {
        let changes: [Change] = [
            .turned(90), .turned(30), .shifted(8, 16), .shifted(3, 5), .lit(0.7, 40), .sampled(pixelsPerInch: 569),
            .sampled(pixelsPerInch: 1000), .sampled(pixelsPerInch: 400),
        ]
        let originals = try SharedPrints.sets.flatMap { set in
            try SharedPrints.names(of: set).enumerated().filter { $0.offset % 16 == 3 }
                .map { try SharedPrints.image(set, $0.element) }
        }.map { ($0, try Self.extractor.extract($0).template) }.filter { $0.1.quality >= 40 }
        for change in changes {
            let all = try originals.map { image, template in
                try Agreement(
                    template, Self.extractor.extract(change(image)).template, motion: change.motion(of: image))
            }
            let found = all.map(\.found).reduce(0, +) / Double(all.count)
            let distance = all.map(\.distance).reduce(0, +) / Double(all.count)
            let (least, mean) = (all.map(\.score).min() ?? 0, all.map(\.score).reduce(0, +) / Double(all.count))
            if ProcessInfo.processInfo.environment["RIDGELINE_SHOW"] != nil {
                print(
                    String(
                        format: "| %@ | %.1f %% | %.1f | %.1f | %.1f |", "\(change)", 100 * found, distance, mean, least
                    ))
            }
            #expect(all.count >= 30)
            #expect(found >= 0.85 && distance <= 2 && mean >= 8, "\(change): \(found), \(distance) px, \(mean)")
        }
    }
}
