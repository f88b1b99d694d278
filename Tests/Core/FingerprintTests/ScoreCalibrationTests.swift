import Fingerprint
import Testing

struct ScoreCalibrationTests {
    private let evidence = (0...200).map { Double($0) / 10 }

    @Test("More evidence never scores less, no evidence scores 0, and overwhelming evidence the greatest score")
    func rising() {
        let scores = evidence.map(ScoreCalibration.score(evidence:))
        #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(scores.first == 0)
        #expect(scores.last == ScoreCalibration.greatest)
    }

    @Test("The curve has no jumps: a tenth of evidence moves the score by less than a fifth")
    func continuous() {
        let scores = evidence.map(ScoreCalibration.score(evidence:))
        #expect(zip(scores, scores.dropFirst()).allSatisfy { $1 - $0 < 0.2 })
    }

    @Test("Values that are no evidence at all stay within the scale", arguments: [-1, -Double.infinity, .infinity])
    func extremes(evidence: Double) {
        #expect((0...ScoreCalibration.greatest).contains(ScoreCalibration.score(evidence: evidence)))
    }
}
