import Foundation
import Testing

@testable import Identification

@Suite("Fused scores")
struct FusionTests {
    @Test(
        "are the tail of the chi-squared distribution, as tables have it",
        arguments: [
            (1, 5.991, 0.05), (1, 13.816, 0.001), (2, 9.488, 0.05), (2, 13.277, 0.01), (2, 18.467, 0.001),
            (4, 15.507, 0.05), (4, 20.090, 0.01), (4, 26.124, 0.001), (10, 31.410, 0.05), (10, 45.315, 0.001),
        ])
    func table(samples: Int, quantile: Double, chance: Double) {
        let each = quantile / 2 / log(10) / Double(samples)
        let fused = Fusion.score(of: Array(repeating: each, count: samples))
        #expect(abs(pow(10, -fused) / chance - 1) < 1e-3)
    }

    /// Chances that fill the unit cube evenly, so that a million hands say as much as many more that are drawn (M. Roberts
    /// 2018, additive recurrence on the root of x^(d+1) = x + 1).
    @Test("of strangers are reached as often as they claim", arguments: [2, 4])
    func simulated(samples: Int) {
        var root = 2.0
        for _ in 0..<60 { root = pow(1 + root, 1 / Double(samples + 1)) }
        let steps = (1...samples).map { pow(root, -Double($0)) }
        let hands = 1_000_000
        var reached = [0, 0, 0]
        var chances = [Double](repeating: 0.5, count: samples)
        for _ in 0..<hands {
            for sample in steps.indices {
                chances[sample] = (chances[sample] + steps[sample]).truncatingRemainder(dividingBy: 1)
            }
            let fused = Fusion.score(of: chances.map { -log10($0) })
            for place in reached.indices where fused >= Double(place + 1) { reached[place] += 1 }
        }
        for (place, count) in reached.enumerated() {
            #expect(abs(Double(count) / Double(hands) - pow(10, -Double(place + 1))) < 1e-4)
        }
    }

    @Test("do not depend on the order, rise with each score, and say nothing of nothing")
    func order() {
        #expect(Fusion.score(of: []) == 0 && Fusion.score(of: [0]) == 0 && Fusion.score(of: [-3]) == 0)
        #expect(Fusion.score(of: [7.25]) == 7.25)
        #expect(abs(Fusion.score(of: [1, 5, 3]) - Fusion.score(of: [5, 3, 1])) < 1e-12)
        for step in 0..<100 {
            let score = Double(step) / 10
            #expect(Fusion.score(of: [3, score + 0.1]) > Fusion.score(of: [3, score]))
        }
        // A finger that should have resembled and does not speaks against the person.
        #expect(Fusion.score(of: [6, 0]) < 6 && Fusion.score(of: [5, 5]) > 5)
    }

    @Test("of the best of several references are worth less, by the number of chances")
    func best() throws {
        #expect(Fusion.best(of: []) == nil && Fusion.best(of: [4]) == 4)
        let best = try #require(Fusion.best(of: [4, 1, 2, 0, 3, 0, 0, 0, 0, 0]))
        #expect(abs(best - 3) < 1e-3)
        #expect(try #require(Fusion.best(of: [0, 0])) == 0)
    }

    @Test(
        "The score of a rate is the inverse of the rate of a score", arguments: [1, 1000, 100_000_000],
        [1e-4, 0.01, 0.5])
    func inverse(comparisons: Int, rate: Double) {
        let score = FalsePositives.score(rate: rate, comparisons: comparisons)
        #expect(abs(FalsePositives.rate(score: score, comparisons: comparisons) / rate - 1) < 1e-9)
    }
}
