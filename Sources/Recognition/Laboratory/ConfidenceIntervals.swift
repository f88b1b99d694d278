internal import Ground

/// How far an evaluation's rates may be off by the choice of fingers: 95 % intervals by bootstrap.
///
/// Fingers are drawn with replacement, as often as there are; a pair counts as often as its fingers were drawn. Prints of
/// one finger are not independent, so drawing prints or pairs would give intervals that are too narrow (Bolle, Ratha and
/// Pankanti 2004, "Error analysis of pattern recognition systems: the subsets bootstrap").
public struct ConfidenceIntervals: Sendable, Codable, Equatable {
    /// The 2.5th and the 97.5th percentile; rates as fractions.
    public struct Interval: Sendable, Codable, Equatable {
        public let low, high: Double
    }

    public let equalErrorRate: Interval
    /// By false match rate: `0.01` and `0.001`.
    public let fnmrAtFmr: [String: Interval]

    /// - Parameters:
    ///   - resamples: how often the fingers are drawn.
    ///   - seed: the same seed gives the same intervals.
    /// - Returns: nil where there are no genuine or no impostor pairs.
    public init?(_ evaluation: Evaluation, resamples: Int = 1000, seed: UInt64 = 1) {
        guard evaluation.errorRates != nil else { return nil }
        let fingers = Array(Set(evaluation.enrolments.map(\.print.finger))).sorted()
        let index = Dictionary(uniqueKeysWithValues: zip(fingers, fingers.indices))
        let pairs = evaluation.pairs.map { first, second, score in
            Pair(
                first: index[first.finger] ?? 0, second: index[second.finger] ?? 0, score: score ?? -.infinity)
        }.sorted { $0.score < $1.score }

        var generator = SplitMix64(seed: seed)
        var rates: [[Double]] = [[], [], []]
        for _ in 0..<resamples {
            var weights = [Int](repeating: 0, count: fingers.count)
            for _ in fingers { weights[Int.random(in: fingers.indices, using: &generator)] += 1 }
            guard let drawn = Self.rates(pairs, weights) else { continue }
            for (kind, rate) in drawn.enumerated() { rates[kind].append(rate) }
        }
        let intervals = rates.map(Self.interval)
        equalErrorRate = intervals[0]
        fnmrAtFmr = ["0.01": intervals[1], "0.001": intervals[2]]
    }

    private struct Pair {
        let first, second: Int
        let score: Double
    }

    /// Equal error rate, FNMR at FMR 1 % and at FMR 0.1 % when fingers have these weights; as ``ErrorRates`` otherwise.
    private static func rates(_ pairs: [Pair], _ weights: [Int]) -> [Double]? {
        func weight(_ pair: Pair) -> Int {
            pair.first == pair.second ? weights[pair.first] : weights[pair.first] * weights[pair.second]
        }
        var (genuine, impostors) = (0, 0)
        for pair in pairs {
            if pair.first == pair.second { genuine += weight(pair) } else { impostors += weight(pair) }
        }
        guard genuine > 0, impostors > 0 else { return nil }
        var (missed, accepted) = (0, impostors)
        var best = (difference: Double.infinity, mean: 1.0)
        var atLimits: [Double?] = [nil, nil]
        func visit() {
            let fnmr = Double(missed) / Double(genuine)
            let fmr = Double(accepted) / Double(impostors)
            if abs(fmr - fnmr) < best.difference { best = (abs(fmr - fnmr), (fmr + fnmr) / 2) }
            for (at, limit) in [0.01, 0.001].enumerated() where atLimits[at] == nil && fmr <= limit {
                atLimits[at] = fnmr
            }
        }
        for at in pairs.indices {
            // A threshold is a score; what failed to enrol lies below every threshold.
            if at > 0, pairs[at].score > pairs[at - 1].score { visit() }
            if at == 0, pairs[at].score > -.infinity { visit() }
            let weight = weight(pairs[at])
            if pairs[at].first == pairs[at].second { missed += weight } else { accepted -= weight }
        }
        visit()
        return [best.mean] + atLimits.map { $0 ?? 1 }
    }

    static func interval(_ rates: [Double]) -> Interval {
        let sorted = rates.sorted()
        guard let last = sorted.indices.last else { return Interval(low: 0, high: 1) }
        func percentile(_ share: Double) -> Double { sorted[Int((Double(last) * share).rounded())] }
        return Interval(low: percentile(0.025), high: percentile(0.975))
    }
}
