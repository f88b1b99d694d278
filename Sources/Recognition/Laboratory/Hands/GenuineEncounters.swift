internal import Foundation
internal import Ground
internal import Identification

/// Listed persons, each searched with so many fingers.
struct GenuineEncounters {
    private static let resamples = 1000

    private let fingers: Int
    /// Fused, by person.
    private let byPerson: [[Double]]
    /// Encounters that share no print, over all persons.
    private let independent: Int

    var scores: [Double] { byPerson.flatMap(\.self) }

    init(_ hands: Hands, fingers count: Int) {
        fingers = count
        var independent = 0
        byPerson = hands.persons.compactMap { person in
            var scores: [Double] = []
            let choices = person.choices(of: count)
            for chosen in choices {
                let visits = chosen.map(\.count).min() ?? 0
                for visit in 0..<visits {
                    for other in 0..<visit {
                        scores.append(hands.fused(chosen, visit: visit, chosen, otherVisit: other))
                    }
                }
            }
            independent += person.count / count * ((person.map(\.count).min() ?? 0) / 2)
            return scores.isEmpty ? nil : scores
        }
        self.independent = max(1, independent)
    }

    func row(gallery: Int, rate: Double, strangers: Int) -> IdentificationRates.Row {
        let threshold = FalsePositives.score(rate: rate, comparisons: gallery)
        let misses = byPerson.map { scores in (missed: scores.count { $0 < threshold }, of: scores.count) }
        let (missed, all) = misses.reduce((0, 0)) { ($0.0 + $1.missed, $0.1 + $1.of) }
        return IdentificationRates.Row(
            fingers: fingers, gallery: gallery, falsePositiveIdentificationRate: rate, threshold: threshold,
            encounters: all, missed: missed, falseNegativeIdentificationRate: Double(missed) / Double(all),
            interval: interval(misses), isExtrapolated: threshold > log10(Double(max(1, strangers))))
    }

    private func interval(_ misses: [(missed: Int, of: Int)]) -> ConfidenceIntervals.Interval {
        guard misses.contains(where: { $0.missed > 0 }) else {
            // Clopper and Pearson 1934, for none of n.
            return ConfidenceIntervals.Interval(low: 0, high: 1 - pow(0.025, 1 / Double(independent)))
        }
        var generator = SplitMix64(seed: 1)
        let rates = (0..<Self.resamples).map { _ in
            var (missed, all) = (0, 0)
            for _ in misses {
                let drawn = misses[Int.random(in: misses.indices, using: &generator)]
                (missed, all) = (missed + drawn.missed, all + drawn.of)
            }
            return Double(missed) / Double(all)
        }
        return ConfidenceIntervals.interval(rates)
    }
}
