import Checkout
import Fingerprint
import Foundation
import Imaging
import SyntheticPrints
import Testing

/// One small print of nobody through every stage, beside pictures in `Golden/` that somebody has looked at.
///
/// A stage that is meant to change: `RIDGELINE_RENEW_GOLDEN=1 swift test --filter GoldenPictureTests`, then look at the
/// pictures before they are committed. That they are right, not only the same, is what the other tests here check
/// against the print's known minutiae.
@Suite("Golden pictures of every stage", .serialized)
struct GoldenPictureTests {
    private static let folder = Checkout.root.appending(
        path: "Tests/Core/FingerprintTests/Golden")
    private static let renews = ProcessInfo.processInfo.environment["RIDGELINE_RENEW_GOLDEN"] != nil
    /// Grey levels by which a pixel may differ, and the share of pixels that may differ by more: another processor's
    /// sine and exponential may move a threshold.
    private static let tolerance = (levels: 12, share: 0.01)

    private static let truth = Impression(
        of: SyntheticPrints.master(finger: 4, seed: 2026), conditions: edge,
        field: Impression.Field(width: 96, height: 96), seed: 1)

    /// The left edge of the finger, so that there is glass to be seen as well.
    private static let edge = {
        var conditions = Conditions()
        (conditions.shiftX, conditions.shiftY) = (125, 60)
        return conditions
    }()

    /// All pictures: the print, then what each way of finding minutiae shows of it.
    private static func pictures(_ print: GrayImage) throws -> [(name: String, picture: GrayImage)] {
        var all: [(name: String, picture: GrayImage)] = [("print", print)]
        for (name, detection) in [("network", .network(.standard)), ("filters", .filters)]
            as [(String, TemplateExtractor.Detection)]
        {
            let gallery = Gallery()
            _ = try TemplateExtractor(detection: detection).extract(print, observer: gallery)
            // Up to the mask both ways are one.
            all += gallery.pictures.filter { name == "network" || ![.normalised, .contrast, .mask].contains($0.stage) }
                .map { ("\(name)-\($0.stage.rawValue)", $0.picture) }
        }
        return all
    }

    private static func golden(_ name: String) throws -> GrayImage {
        try ImageFile.read(folder.appending(path: name + ".png"))
    }

    /// The print is read from its file, so that stages are compared even where the generator rounds otherwise.
    private static func print() throws -> GrayImage { try golden("print").stated(pixelsPerInch: 500) }

    @Test("are what they were", .enabled(if: !renews))
    func unchanged() throws {
        let pictures = try Self.pictures(Self.print())
        #expect(pictures.count == 11)
        for (name, picture) in pictures {
            let golden = try Self.golden(name)
            try #require(picture.width == golden.width && picture.height == golden.height, "\(name) has another size")
            let change = Difference(picture, golden, isCircle: name.hasSuffix("orientation"))
            let share = change.share(beyond: Self.tolerance.levels)
            #expect(
                share <= Self.tolerance.share,
                """
                \(name) moved: \(Int(100 * share)) % of its pixels by more than \(Self.tolerance.levels) grey levels, \
                on the mean by \(change.mean), most at \(change.worst); see Golden/\(name).png
                """)
        }
    }

    @Test("show the print that the generator makes", .enabled(if: !renews))
    func generator() throws {
        let change = try Difference(Self.truth.image, Self.golden("print"), isCircle: false)
        #expect(change.share(beyond: 3) <= Self.tolerance.share)
    }

    /// Never passes: a run that renews has compared nothing.
    @Test("are written anew", .enabled(if: renews))
    func renew() throws {
        for (name, picture) in try Self.pictures(Self.truth.image) {
            let png = try ImageFile.pngBytes(of: picture)
            try Data(png).write(to: Self.folder.appending(path: name + ".png"))
        }
        Issue.record("the pictures are written anew; look at them, then test without RIDGELINE_RENEW_GOLDEN")
    }

    @Test("show ridges that run as the known minutiae say, as wide as ridges are, where the finger is")
    func ridges() throws {
        let gallery = Gallery()
        _ = try TemplateExtractor().extract(Self.print(), observer: gallery)
        let angles = try #require(gallery.values[.orientation])
        let periods = try #require(gallery.values[.period])
        let mask = try #require(gallery.values[.mask])
        // The generator's print is dark where there are ridges; the mask holds them and no more than two cells beyond.
        let print = try Self.print()
        let cells = mask.values.indices.map { (x: $0 % mask.width, y: $0 / mask.width) }
        let isRidged = cells.map { cell in
            (0..<64).count { print[cell.x * 8 + $0 % 8, cell.y * 8 + $0 / 8] < 128 } > 12
        }
        try #require(isRidged.contains(false), "there is glass to be seen")
        for (at, cell) in cells.enumerated() {
            let isNear = cells.indices.contains { other in
                isRidged[other] && max(abs(cells[other].x - cell.x), abs(cells[other].y - cell.y)) <= 2
            }
            #expect(mask.values[at] > 0 ? isNear : !isRidged[at], "the mask is wrong at cell \(cell)")
        }
        let inside = Self.truth.minutiae
        try #require(inside.count >= 3)
        for minutia in inside {
            let at = Int(minutia.y) / 8 * angles.width + Int(minutia.x) / 8
            // Directions run counter-clockwise and along the ridges, the field clockwise and across them.
            let along = Float(minutia.direction) / 128 * .pi
            let error = abs(cos(-along - angles.values[at]))
            #expect(error < 0.35, "at \(minutia.x), \(minutia.y) the field is \(error) off")
            #expect((7...13).contains(periods.values[at]))
        }
    }

    @Test("show heat at the known minutiae and nowhere else")
    func heat() throws {
        let gallery = Gallery()
        _ = try TemplateExtractor().extract(Self.print(), observer: gallery)
        let heat = try #require(gallery.values[.heat])
        func isKnown(_ x: Int, _ y: Int, within reach: Double) -> Bool {
            Self.truth.minutiae.contains { hypot(Double($0.x) - Double(x), Double($0.y) - Double(y)) <= reach }
        }
        for minutia in Self.truth.minutiae where (12..<84).contains(minutia.x) && (12..<84).contains(minutia.y) {
            let (column, row) = (Int(minutia.x) / 4, Int(minutia.y) / 4)
            let near = (row - 2...row + 2).flatMap { y in
                (column - 2...column + 2).map { heat.values[y * heat.width + $0] }
            }
            #expect((near.max() ?? 0) > 0.3, "cold at \(minutia.x), \(minutia.y)")
        }
        for (at, value) in heat.values.enumerated() where value > 0.5 {
            let (x, y) = (at % heat.width * 4 + 2, at / heat.width * 4 + 2)
            // Minutiae within 6 pixels of the edge are not in the ground truth.
            guard (12..<84).contains(x), (12..<84).contains(y) else { continue }
            #expect(isKnown(x, y, within: 12), "hot at \(x), \(y), where nothing is")
        }
    }
}

/// What the extractor showed, as numbers and as pictures no smaller than a person can see.
private final class Gallery: StageObserver {
    var values: [Stage: (width: Int, height: Int, values: [Float])] = [:]
    var pictures: [(stage: Stage, picture: GrayImage)] = []

    func observe(_ stage: Stage, width: Int, height: Int, values: [Float]) {
        self.values[stage] = (width, height, values)
        let picture = stage.picture(width: width, height: height, values: values)
        let times = max(1, 96 / width)
        let enlarged = GrayImage(width: width * times, height: height * times, pixelsPerInch: nil) { pixels in
            for at in pixels.indices {
                pixels[at] = picture[at % (width * times) / times, at / (width * times) / times]
            }
        }
        pictures.append((stage, enlarged))
    }
}

/// How two pictures of one size differ.
private struct Difference {
    private let levels: [Int]
    private let width: Int

    /// - Parameter isCircle: black and white are neighbours, as they are for angles.
    init(_ one: GrayImage, _ other: GrayImage, isCircle: Bool) {
        width = one.width
        levels = (0..<one.width * one.height).map { at in
            let (x, y) = (at % one.width, at / one.width)
            let difference = abs(Int(one[x, y]) - Int(other[x, y]))
            return isCircle ? min(difference, 255 - difference) : difference
        }
    }

    var mean: Double { Double(levels.reduce(0, +)) / Double(max(1, levels.count)) }
    var worst: String {
        guard let most = levels.max(), let at = levels.firstIndex(of: most) else { return "none" }
        return "(\(at % width), \(at / width)) by \(most)"
    }
    func share(beyond limit: Int) -> Double { Double(levels.count { $0 > limit }) / Double(max(1, levels.count)) }
}
