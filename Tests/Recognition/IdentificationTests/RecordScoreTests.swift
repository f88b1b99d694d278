import Foundation
import Ground
import Testing

@testable import Identification

@Suite("The score of a record")
struct RecordScoreTests {
    /// Declared positions, and the positions of the record's parts.
    static let structures: [([UInt8], [UInt8])] = [
        ([0], [2]), ([0], [2, 7]), ([0], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), ([2], [2]), ([2], [2, 2, 7]), ([2], [7]),
        ([2], [0, 7]), ([2, 7], [2, 7]), ([2, 7], [2]), ([2, 7], [0]), ([2, 7], [1, 6]), ([0, 0], [2, 7]),
        ([2, 3, 7, 8], [2, 3, 7, 8]), ([2, 3, 7, 8], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), ([2, 3, 7, 8], [3, 0]),
    ]

    @Test(
        "is reached by strangers no more often than it claims, whatever was declared and listed",
        arguments: structures)
    func strangers(declared: [UInt8], parts: [UInt8]) throws {
        var generator = SplitMix64(seed: 7)
        let trials = 100_000
        var reached = [0, 0, 0]
        for _ in 0..<trials {
            let samples = declared.map { declared in
                let scores = parts.map {
                    PartScore(position: $0, score: -log10(Double.random(in: 0..<1, using: &generator).nextUp))
                }
                return (declared: declared, parts: scores)
            }
            let score = try #require(RecordScore(samples)).score
            for place in reached.indices where score >= Double(place + 1) { reached[place] += 1 }
        }
        for (place, count) in reached.enumerated() {
            let claimed = pow(10, -Double(place + 1))
            // Four standard deviations above the claim, as there are 45 of them; and it does not claim far too little, either.
            let deviation = (claimed / Double(trials)).squareRoot()
            #expect(Double(count) / Double(trials) <= claimed + 4 * deviation)
            #expect(Double(count) / Double(trials) >= claimed * 0.6 - 4 * deviation)
        }
    }

    private func score(_ samples: [(UInt8, [(UInt8, Double)])]) throws -> RecordScore {
        try #require(
            RecordScore(
                samples.map { sample in
                    (declared: sample.0, parts: sample.1.map { PartScore(position: $0.0, score: $0.1) })
                }))
    }

    @Test("costs next to nothing where the fingers are those that were declared")
    func declared() throws {
        let both = try score([(2, [(2, 5), (7, 0.1)]), (7, [(2, 0.3), (7, 5)])])
        #expect(both.basis == .asDeclared)
        #expect(abs(both.score - (Fusion.score(of: [5, 5]) + log10(0.9))) < 1e-9)
        #expect(try score([(2, [(2, 6)])]).score == 6)
    }

    @Test("finds fingers that were swapped, and says so")
    func swapped() throws {
        let swapped = try score([(2, [(2, 0.1), (7, 8)]), (7, [(2, 8), (7, 0.3)])])
        #expect(swapped.basis == .swapped && swapped.score > 11)
    }

    @Test(
        "finds the one finger of a record, however many others were taken",
        arguments: [1, 3, 9])
    func single(others: Int) throws {
        // Of unknown position: every sample is compared with it.
        let samples = [(UInt8(2), [(UInt8(0), 9.0)])] + (0..<others).map { (UInt8($0 + 3), [(UInt8(0), 0.2)]) }
        let one = try score(samples)
        #expect(one.basis == .single && abs(one.score - (9 - log10(Double(others + 1)))) < 1e-6)
        // Of a finger that was declared: the others have nothing to say.
        let declared = try score([(2, [(2, 9)])] + (0..<others).map { (UInt8($0 + 3), [(2, 0.2)]) })
        #expect(declared.basis == .asDeclared && declared.score > 8.9)
    }

    @Test("is nil where nothing could be compared")
    func nothing() { #expect(RecordScore([]) == nil && RecordScore([(declared: 2, parts: [])]) == nil) }

    @Test("is never reached where no sample has the least score of one", arguments: [1, 2, 4, 10], [2.0, 6, 9])
    func least(samples: Int, score: Double) throws {
        let least = RecordScore.leastOfOne(for: score, samples: samples)
        #expect(least > 0 && least <= score)
        let below = least - 1e-9
        for positions in [[UInt8(1)], Array(1...10)] {
            for taken in 1...samples {
                let all = (1...taken).map { sample in
                    (UInt8(sample), positions.map { ($0, below) })
                }
                #expect(try self.score(all).score < score)
            }
        }
    }
}
