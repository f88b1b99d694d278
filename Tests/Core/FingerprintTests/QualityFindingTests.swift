import Fingerprint
import Foundation
import Imaging
import SyntheticPrints
import Testing

@Suite("What is wrong with a print is said, and nothing else")
struct QualityFindingTests {
    private static let field = Impression.Field(width: 388, height: 374)
    private static let fingers = 1...4

    /// Whole, in the middle, evenly pressed, of medium grey.
    private static func good(_ finger: Int, _ change: (inout Conditions) -> Void = { _ in }) -> GrayImage {
        var conditions = Conditions()
        change(&conditions)
        return Impression(
            of: SyntheticPrints.master(finger: finger, seed: 2026), conditions: conditions, field: field,
            seed: UInt64(finger)
        ).image
    }

    private func quality(_ image: GrayImage) throws -> PrintQuality { try TemplateExtractor().extract(image).quality }

    @Test("A good print has no fault, from the driest to the wettest finger that is still clear", arguments: fingers)
    func good(finger: Int) throws {
        for moisture in [-0.4, 0, 0.4] as [Float] {
            let quality = try quality(Self.good(finger) { $0.moisture = moisture })
            #expect(quality.findings.isEmpty, "moisture \(moisture): \(quality)")
            #expect(quality.value >= 60)
        }
    }

    @Test("Barely touching, it is too light", arguments: fingers)
    func tooLight(finger: Int) throws {
        let light = try Change.lit(0.2, 195)(Self.good(finger))
        #expect(try quality(light).findings == [.tooLight])
    }

    @Test("With ridges and valleys both nearly black, it is too dark", arguments: fingers)
    func tooDark(finger: Int) throws {
        let dark = try Change.lit(0.25, 0)(Self.good(finger))
        #expect(try quality(dark).findings == [.tooDark])
    }

    @Test("Whole, but at a side of a large field, it is off centre", arguments: fingers)
    func offCentre(finger: Int) throws {
        let image = Self.good(finger)
        let blank = image.withPixels { $0.sorted()[$0.count * 9 / 10] }
        let aside = image.window(x: -260, y: 0, width: image.width + 260, height: image.height, fill: blank)
        #expect(try quality(aside).findings == [.offCentre])
    }

    @Test("Only the tip of it is partial", arguments: fingers)
    func partial(finger: Int) throws {
        let image = Self.good(finger)
        let blank = image.withPixels { $0.sorted()[$0.count * 9 / 10] }
        let tip = image.window(x: 114, y: 107, width: 160, height: 160).centred(width: 388, height: 374, fill: blank)
        #expect(try quality(tip).findings == [.partial])
    }

    @Test("Seen through grease and dirt, it is smudged", arguments: fingers)
    func smudged(finger: Int) throws {
        // Blurred the same in every direction, and grainy.
        let smeared = Smear.blurred(Self.good(finger), deviation: 3.5, noise: 40)
        #expect(try quality(smeared).findings == [.smudged])
    }

    @Test("Moved by four pixels or more while it was captured, in any direction", arguments: fingers)
    func moved(finger: Int) throws {
        for (pixels, degrees) in [(4.0, 35.0), (5, 90), (6, 0), (8, 140)] {
            let moved = Smear.moved(Self.good(finger), pixels: pixels, degrees: degrees + Double(10 * finger))
            #expect(try quality(moved).findings == [.moved], "\(pixels) pixels at \(degrees)°")
        }
    }

    @Test(
        "Real prints are seldom called moved, and are when they are smeared", .enabled(if: !SharedPrints.sets.isEmpty))
    func realPrints() throws {
        var (false_, all) = (0, 0)
        var seen: [String: (found: Int, of: Int)] = [:]
        for set in SharedPrints.sets {
            for (index, name) in try SharedPrints.names(of: set).enumerated() where index % 8 == 1 {
                let image = try SharedPrints.image(set, name)
                all += 1
                false_ += try quality(image).findings.contains(.moved) ? 1 : 0
                guard index % 32 == 1 else { continue }
                for degrees in [20.0, 80, 140] {
                    let moved = Smear.moved(image, pixels: 6, degrees: degrees)
                    seen[set, default: (0, 0)].of += 1
                    guard let found = try? quality(moved).findings.contains(.moved) else { continue }
                    seen[set, default: (0, 0)].found += found ? 1 : 0
                }
            }
        }
        if ProcessInfo.processInfo.environment["RIDGELINE_SHOW"] != nil { print("moved: \(false_) of \(all); \(seen)") }
        #expect(all >= 100)
        #expect(false_ * 100 <= all)
        // The pictures of FVC2000 DB1 show nothing finer than ridges, so that nothing can be told from them.
        for (set, count) in seen where set != "FVC2000_DB1_B" { #expect(count.found * 10 >= count.of * 9, "\(set)") }
    }
}
