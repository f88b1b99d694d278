import Fingerprint
import Foundation
import Ground
import Imaging
import Laboratory
import SyntheticPrints
import Testing

@Suite("Evaluation")
struct EvaluationTests {
    @Test("Every pair is in the scores file, failures as FAIL, and its rates are those of an independent count")
    func scoresFile() throws {
        let folder = try Folder()
        let field = Impression.Field(width: 320, height: 320)
        var known: [[UInt8]: Template] = [:]
        for finger in 0..<6 {
            let master = SyntheticPrints.master(finger: finger, seed: 21)
            for impression in 0..<3 {
                let print = SyntheticPrints.impression(
                    finger: finger, impression: impression, seed: 21, of: master, field: field, strength: 1.5)
                known[print.image.withPixels { Array($0) }] = Template(
                    width: 320, height: 320, quality: 50, minutiae: print.minutiae)
                try folder.write("set_a_\(finger)_\(impression).png", ImageFile.pngBytes(of: print.image))
            }
        }
        try folder.write("set_a_0_broken.png", [0x89, 0x50])
        try folder.write("notes.txt", [])
        let templates = known
        let set = try PrintSet(folder: folder.url)
        #expect(set.ignored == ["notes.txt"])
        let evaluation = Evaluation(of: set, threads: 2) { image in
            let pixels = image.withPixels { Array($0) }
            return try #require(templates[pixels])
        }
        let lines = evaluation.scoresFile.split(separator: "\n")
        #expect(lines.count == 19 * 18 / 2)
        #expect(lines.count { $0.hasSuffix(" FAIL") } == 18)
        let rates = try #require(evaluation.errorRates)
        let independent = IndependentCount(scoresFile: evaluation.scoresFile)
        #expect(abs(rates.equalErrorRate - independent.equalErrorRate) < 1e-12)
        for limit in [0.01, 0.001, 0] {
            #expect(rates.falseNonMatchRate(atFalseMatchRate: limit) == independent.falseNonMatchRate(limit))
        }
        // Ground truth matched with ground truth: nearly all genuine pairs stand out, or the matcher is broken.
        #expect(rates.equalErrorRate < 0.2)
        let summary = EvaluationSummary(evaluation)
        #expect(summary.images == 19)
        #expect(summary.failuresToEnroll == 1)
        let json = try #require(JSONSerialization.jsonObject(with: summary.json()) as? [String: Any])
        #expect(Set(json.keys) == EvaluationTests.keys)
        #expect(Set(try #require(json["fnmrAtFmr"] as? [String: Double]).keys) == ["0.01", "0.001", "0"])
    }

    @Test("The number of threads changes no score")
    func threads() throws {
        let folder = try Folder()
        for index in 0..<6 {
            try folder.write("\(index)_1.pgm", ImageFile.pgmBytes(of: GrayImage(index + 1)))
        }
        let set = try PrintSet(folder: folder.url)
        let extract: @Sendable (GrayImage) throws -> Template = { image in
            if image.width == 4 { throw Retry(.poorQuality, "no print") }
            return SyntheticPrints.template(finger: image.width / 2)
        }
        let one = Evaluation(of: set, threads: 1, extract: extract).scoresFile
        #expect(one == Evaluation(of: set, threads: 4, extract: extract).scoresFile)
        #expect(one.contains("0_1 3_1 FAIL\n"))
    }

    @Test("What cannot be measured is null, and the keys are there")
    func nulls() throws {
        let folder = try Folder()
        try folder.write("1_1.png", [])
        let evaluation = Evaluation(of: try PrintSet(folder: folder.url)) { _ in throw Retry(.noFinger, "nothing") }
        let json = try JSONSerialization.jsonObject(with: EvaluationSummary(evaluation).json()) as? [String: Any]
        #expect(Set(try #require(json).keys) == Self.keys)
        #expect(json?["equalErrorRate"] is NSNull)
        #expect(evaluation.scoresFile.isEmpty)
    }

    @Test("A folder without prints, a missing one, and images of one name are refused")
    func folders() throws {
        let folder = try Folder()
        #expect(throws: Fault(.init("set.empty"), "")) { try PrintSet(folder: folder.url) }
        #expect(throws: Fault(.init("set.missing"), "")) {
            try PrintSet(folder: folder.url.appendingPathComponent("no"))
        }
        try folder.write("1_1.png", [])
        try folder.write("1_1.bmp", [])
        #expect(throws: Fault(.init("set.name"), "")) { try PrintSet(folder: folder.url) }
    }

    private static let keys: Set<String> = [
        "images", "failuresToEnroll", "equalErrorRate", "fnmrAtFmr", "extractionMilliseconds",
        "comparisonsPerSecondPerCore", "templateBytes", "intervals", "withoutWorst", "identification",
    ]
}

/// The rates of a scores file, counted anew for every threshold: slow, short, and nothing in common with ours.
private struct IndependentCount {
    private let genuine: [Double]
    private let impostor: [Double]

    init(scoresFile: String) {
        let rows = scoresFile.split(separator: "\n").map { $0.split(separator: " ") }
        func finger(_ name: Substring) -> String { name.split(separator: "_").dropLast().joined(separator: "_") }
        // A failure scores less than anything.
        func scores(same: Bool) -> [Double] {
            rows.filter { (finger($0[0]) == finger($0[1])) == same }.map { Double($0[2]) ?? -.infinity }
        }
        genuine = scores(same: true)
        impostor = scores(same: false)
    }

    private var rates: [(fmr: Double, fnmr: Double)] {
        (Set(genuine + impostor).subtracting([-.infinity]).sorted() + [.infinity]).map { threshold in
            (
                Double(impostor.filter { $0 >= threshold }.count) / Double(impostor.count),
                Double(genuine.filter { $0 < threshold }.count) / Double(genuine.count)
            )
        }
    }

    var equalErrorRate: Double {
        let least = rates.map { abs($0.fmr - $0.fnmr) }.min() ?? 0
        return rates.filter { abs($0.fmr - $0.fnmr) < least + 1e-9 }.map { ($0.fmr + $0.fnmr) / 2 }.min() ?? 0
    }

    func falseNonMatchRate(_ limit: Double) -> Double { rates.filter { $0.fmr <= limit }.map(\.fnmr).min() ?? 1 }
}

extension GrayImage {
    /// A row of black pixels, told apart by its width.
    fileprivate init(_ width: Int) {
        self.init(width: width, height: 1, pixelsPerInch: 500, pixels: Array(repeating: 0, count: width))
    }
}

extension SyntheticPrints {
    fileprivate static func template(finger: Int) -> Template {
        let print = impression(finger: finger, impression: 0, seed: 4, strength: 0)
        return Template(width: 388, height: 374, quality: 50, minutiae: print.minutiae)
    }
}

/// A folder that goes with the test.
private final class Folder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("laboratory-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ name: String, _ bytes: [UInt8]) throws { try Data(bytes).write(to: url.appendingPathComponent(name)) }
}
