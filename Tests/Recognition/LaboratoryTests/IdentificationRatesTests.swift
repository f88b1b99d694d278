import Fingerprint
import Foundation
import Identification
import Testing

@testable import Laboratory

@Suite("Identification with several fingers")
struct IdentificationRatesTests {
    /// Persons p0, p1, … with so many fingers and impressions; made-up scores, some missing.
    private func evaluation(persons: Int, fingers: Int, impressions: Int) -> Evaluation {
        struct NoPrint: Error {}
        var enrolments: [Enrolment] = []
        for person in 0..<persons {
            for finger in 0..<fingers {
                for impression in 0..<impressions {
                    let name = "p\(person)_\(finger)_\(impression)"
                    let print = PrintSet.Print(name: name, url: URL(filePath: "/\(name).png"))
                    enrolments.append(Enrolment(print: print, result: .failure(NoPrint()), milliseconds: nil))
                }
            }
        }
        var scores: [Double?] = []
        for (place, one) in enrolments.enumerated() {
            for (other, next) in enrolments.enumerated().dropFirst(place + 1) {
                let mixed = Double((place * 7919 + other * 104_729) % 1000) / 1000
                let isGenuine = one.print.finger == next.print.finger
                scores.append((place + other) % 17 == 3 ? nil : mixed * (isGenuine ? 12 : 3))
            }
        }
        return Evaluation(enrolments: enrolments, scores: scores, comparisonsPerSecondPerCore: nil)
    }

    /// −log10 of the tail by adding up the density in small steps: slow, and nothing in common with ours.
    private func tail(_ scores: [Double]) -> Double {
        let (total, samples) = (scores.reduce(0, +) * log(10), scores.count)
        guard samples > 0 else { return 0 }
        let faculty = (1..<max(2, samples)).reduce(1.0) { $0 * Double($1) }
        let step = 0.001
        let body = stride(from: step / 2, to: total, by: step).reduce(0.0) {
            $0 + pow($1, Double(samples - 1)) * exp(-$1) / faculty * step
        }
        return -log10(max(1e-300, 1 - body))
    }

    @Test("counts each choice of fingers at each pair of visits, as an independent count does", arguments: [1, 2, 3])
    func counted(fingers: Int) throws {
        let evaluation = evaluation(persons: 3, fingers: 3, impressions: 3)
        let known = Dictionary(
            uniqueKeysWithValues: evaluation.pairs.map { ("\($0.0.name) \($0.1.name)", $0.2) })
        var (missed, all) = (0, 0)
        for person in 0..<3 {
            for chosen in 1..<8 where chosen.nonzeroBitCount == fingers {
                for (earlier, later) in [(0, 1), (0, 2), (1, 2)] {
                    let scores = (0..<3).filter { chosen >> $0 & 1 == 1 }.compactMap {
                        known["p\(person)_\($0)_\(earlier) p\(person)_\($0)_\(later)"] ?? nil
                    }
                    all += 1
                    // At 1,000 persons and an FPIR of 1 %: p = 1 − 0.99^(1/1000) = 1.005e-5.
                    if tail(scores) < 4.9978 { missed += 1 }
                }
            }
        }
        let rates = try #require(IdentificationRates(evaluation, fingers: [fingers]))
        let row = try #require(
            rates.rows.first { $0.gallery == 1000 && $0.falsePositiveIdentificationRate == 0.01 })
        #expect(row.fingers == fingers && row.encounters == all && row.missed == missed && missed > 0)
        #expect(abs(row.threshold - 4.9978) < 1e-3)
        #expect(row.interval.low <= row.falseNegativeIdentificationRate)
        #expect(row.interval.high >= row.falseNegativeIdentificationRate)
        #expect(rates.rows.count == 18 && rates.rows.allSatisfy { $0.missed >= row.missed })
    }

    @Test("says from where on the threshold rests on the claim alone, and leaves out what nobody has fingers for")
    func limits() throws {
        let evaluation = evaluation(persons: 2, fingers: 2, impressions: 2)
        let rates = try #require(IdentificationRates(evaluation, fingers: [2, 10]))
        #expect(Set(rates.rows.map(\.fingers)) == [2])
        // Two hands, two visits of each.
        #expect(rates.claims.allSatisfy { $0.comparisons == 4 })
        #expect(rates.rows.allSatisfy { $0.isExtrapolated == ($0.threshold > log10(4)) })
        #expect(IdentificationRates(self.evaluation(persons: 1, fingers: 2, impressions: 1)) == nil)
    }

    @Test("says what strangers show where no finger was taken twice")
    func strangersAlone() throws {
        let once = evaluation(persons: 2, fingers: 2, impressions: 1)
        let rates = try #require(IdentificationRates(once, fingers: [1, 2]))
        #expect(rates.rows.isEmpty)
        // Any finger of the one against any of the other; the two of the one against those of the other in their order.
        #expect(rates.claims.filter { $0.score == 1 }.map(\.comparisons) == [4, 1])
    }

    @Test(
        "chooses every set of fingers once, in order",
        arguments: [(4, 2, 6), (10, 4, 210), (3, 3, 1), (2, 3, 0), (3, 0, 0)])
    func choices(of count: Int, size: Int, expected: Int) {
        let choices = Array(0..<count).choices(of: size)
        #expect(choices.count == expected && Set(choices).count == expected)
        #expect(choices.allSatisfy { $0 == $0.sorted() && Set($0).count == size })
    }
}
