import Fingerprint
import Foundation
import Ground
import Imaging
import Laboratory
import Testing

@Suite("What an evaluation says beyond its rates")
struct QualityAndIntervalTests {
    /// Six fingers with four prints of random minutiae each, all alike but every fourth, which is empty and of quality 1.
    private func evaluation(poor: Bool) throws -> Evaluation {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for finger in 0..<6 {
            for print in 0..<4 {
                let image = GrayImage(
                    width: 2, height: 1, pixelsPerInch: nil, pixels: [UInt8(finger), UInt8(print)])
                try Data(ImageFile.pgmBytes(of: image)).write(
                    to: folder.appendingPathComponent("\(finger)_\(print).pgm"))
            }
        }
        return Evaluation(of: try PrintSet(folder: folder)) { image in
            var generator = Numbers(state: UInt64(image[0, 0]) + 77)
            let minutiae = (0..<40).map { _ in
                Minutia(
                    x: .random(in: 0..<300, using: &generator), y: .random(in: 0..<300, using: &generator),
                    direction: .random(in: 0...255, using: &generator), kind: .ending, quality: 50)
            }
            let isPoor = poor && image[1, 0] == 3
            return Template(width: 300, height: 300, quality: isPoor ? 1 : 80, minutiae: isPoor ? [] : minutiae)
        }
    }

    @Test("Rejecting the prints of least quality removes their errors and nothing else")
    func rejection() throws {
        let all = try evaluation(poor: true)
        let before = try #require(all.errorRates)
        // Half of the six pairs of each finger has a print without minutiae.
        #expect(before.falseNonMatchRate(atFalseMatchRate: 0.001) == 0.5)
        let left = all.rejecting(worst: 0.25)
        #expect(left.enrolments.count == 18)
        #expect(left.enrolments.allSatisfy { $0.template?.quality == 80 })
        let after = try #require(left.errorRates)
        #expect((after.genuineCount, after.impostorCount) == (6 * 3, 18 * 17 / 2 - 18))
        #expect(after.falseNonMatchRate(atFalseMatchRate: 0.001) == 0)
        #expect(all.rejecting(worst: 0).scores.count == all.scores.count)
        let curve = all.discardCurve.split(separator: "\n")
        #expect(curve[1].hasPrefix("0.0\t24\t1\t") && curve[1].hasSuffix("\t0.5"))
        #expect(curve.last?.hasPrefix("0.3\t17\t80\t") == true)
    }

    @Test("The figures as JSON hold intervals and the rates without the worst, where asked for")
    func json() throws {
        let all = try evaluation(poor: true)
        let intervals = ConfidenceIntervals(all, resamples: 50)
        let summary = EvaluationSummary(all, intervals: intervals, rejecting: 0.25)
        let back = try JSONDecoder().decode(EvaluationSummary.self, from: summary.json())
        #expect(back.intervals == intervals && intervals != nil)
        let left = try #require(back.withoutWorst)
        #expect((left.share, left.images, left.fnmrAtFmr?["0.001"]) == (0.25, 18, 0))
        #expect(back.fnmrAtFmr?["0.001"] == 0.5)
        #expect(EvaluationSummary(all).intervals == nil)
    }

    @Test("Comparing anew with nothing changed changes nothing; with every minutia gone nobody is recognised")
    func repeated() throws {
        let all = try evaluation(poor: false)
        #expect(all.repeated { $0 }.scores == all.scores)
        let empty = all.repeated { Template(width: $0.width, height: $0.height, quality: 0, minutiae: []) }
        #expect(empty.scores.allSatisfy { $0 == 0 })
        var parameters = MatcherParameters.standard
        parameters.shareWeight = 0
        #expect(all.repeated(matcher: parameters) { $0 }.scores != all.scores)
        // Failing to give a template is failing to enrol.
        #expect(all.repeated { _ in throw Retry(.poorQuality, "no") }.scores.allSatisfy { $0 == nil })
    }

    @Test("The plot is a whole picture that shows where the rates lie")
    func plot() throws {
        let all = try evaluation(poor: true)
        let picture = try #require(all.plot)
        #expect(picture.hasPrefix("<svg ") && picture.hasSuffix("</svg>\n"))
        for tag in ["g", "text"] {
            #expect(picture.ranges(of: "<\(tag) ").count == picture.ranges(of: "</\(tag)>").count)
        }
        // Half of the genuine pairs fail wherever the threshold is: log10 0.5 of four decades, 380 pixels high.
        let height = String(format: "%.1f", -log10(0.5) / 4 * 380)
        #expect(picture.contains(" \(height)L"))
        #expect(!picture.contains("nan") && !picture.contains("inf"))
    }

    @Test("Intervals hold the rate, repeat by seed, and have no width where all fingers are alike")
    func intervals() throws {
        let mixed = try evaluation(poor: true)
        let intervals = try #require(ConfidenceIntervals(mixed, resamples: 200))
        #expect(intervals == ConfidenceIntervals(mixed, resamples: 200))
        let interval = try #require(intervals.fnmrAtFmr["0.001"])
        // Every finger fails in half of its pairs, so whichever are drawn, half fail.
        #expect(interval.low == 0.5 && interval.high == 0.5)
        let rate = try #require(mixed.errorRates).equalErrorRate
        #expect(intervals.equalErrorRate.low <= rate && rate <= intervals.equalErrorRate.high)
        let perfect = try #require(ConfidenceIntervals(evaluation(poor: false), resamples: 50))
        #expect(perfect.equalErrorRate.high == 0)
    }
}

private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}
