internal import Foundation

/// What several samples of one traveller say of one listed person, as one score (R. A. Fisher 1932, "Statistical Methods
/// for Research Workers", section 21.1).
///
/// Of a stranger, −2 Σ ln p of k independent comparisons follows the chi-squared distribution with 2k degrees of freedom,
/// whose tail has a closed form. Two middling fingers together can so say more than one good one:
///
///     Fusion.score(of: [5, 5])      // 8.6: more than either
///     Fusion.score(of: [6, 0])      // 4.8: less than the first, as the second finger should have resembled too
///
/// It holds as far as the scores are true to their claims and the samples independent: docs/recognition.md, "Several
/// fingers", has what strangers' hands say.
public enum Fusion {
    /// - Parameter scores: −log10 of the chance that a stranger's comparison scores as much, one for each sample that could
    ///   be compared; below 0 counts as 0.
    /// - Returns: −log10 of the chance that all of a stranger's together say as much; 0 of none.
    public static func score(of scores: [Double]) -> Double {
        let total = scores.reduce(0) { $0 + max(0, $1) }
        let nats = total * log(10)
        var (term, sum) = (1.0, 1.0)
        for sample in 1..<max(1, scores.count) {
            term *= nats / Double(sample)
            sum += term
        }
        return max(0, total - log10(sum))
    }

    /// The inverse: what the scores of so many samples add up to where the fused one is this.
    ///
    /// - Parameter score: from 0.
    static func total(for score: Double, samples: Int) -> Double {
        func fused(_ total: Double) -> Double {
            self.score(of: Array(repeating: total / Double(samples), count: samples))
        }
        var (low, high) = (score, 2 * score + 4 * Double(samples))
        while fused(high) < score { high *= 2 }
        // Halved until no number lies between the two.
        for _ in 0..<64 {
            let middle = (low + high) / 2
            if fused(middle) < score { low = middle } else { high = middle }
        }
        return low
    }

    /// The score of the best of several comparisons of one sample: with more references a stranger has more chances (Šidák
    /// 1967).
    ///
    /// - Returns: −log10 of 1 − (1 − p)^n, p being the chance of the greatest score; nil of none.
    public static func best(of scores: [Double]) -> Double? {
        scores.max().map { -log10(FalsePositives.rate(score: max(0, $0), comparisons: scores.count)) }
    }
}
