import Fingerprint
import Testing

@testable import Identification

@Suite("Decision policy")
struct DecisionPolicyTests {
    @Test(
        "The greatest score is a hit on lists of a hundred million fingers, and on longer ones an examiner decides",
        arguments: [(1000, Colour.red), (1_000_000, .red), (99_000_000, .red), (101_000_000, .yellow)])
    func ceiling(fingers: Int, colour: Colour) {
        let rate = FalsePositives.rate(score: ScoreCalibration.greatest, comparisons: fingers)
        #expect(DecisionPolicy.standard.colour(falsePositiveRate: rate) == colour)
    }

    @Test(
        "No score that is not green is below the least one, and all far below are green",
        arguments: [1, 80, 5_000, 1_000_000, 100_000_000], [1e-9, 1e-4, 1e-2, 0.5, 1])
    func leastScore(fingers: Int, inconclusive: Double) {
        let policy = DecisionPolicy(hit: 0, inconclusive: inconclusive)
        let least = policy.leastScore(comparisons: fingers)
        func isGreen(_ score: Double) -> Bool {
            policy.colour(falsePositiveRate: FalsePositives.rate(score: score, comparisons: fingers)) == .green
        }
        for step in 0..<4000 {
            let score = Double(step) / 100
            #expect(isGreen(score) || score >= least)
            #expect(!isGreen(score) || score <= least + 1e-5)
        }
    }

    @Test("The same score is worth less on a longer list", arguments: [(10_000, Colour.red), (1_000_000, .yellow)])
    func length(fingers: Int, colour: Colour) {
        let rate = FalsePositives.rate(score: 9, comparisons: fingers)
        #expect(DecisionPolicy.standard.colour(falsePositiveRate: rate) == colour)
    }

    @Test(
        "The colour follows the false positive rate of the best candidate",
        arguments: [
            (nil, Colour.green), (1, .green), (0.011, .green), (0.01, .yellow), (2e-4, .yellow), (1e-4, .red),
            (0, .red),
        ])
    func colours(rate: Double?, colour: Colour) {
        #expect(DecisionPolicy.standard.colour(falsePositiveRate: rate) == colour)
    }
}
