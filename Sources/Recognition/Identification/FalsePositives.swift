internal import Foundation

/// From the false match rate of one comparison to the false positive identification rate of many, and back.
public enum FalsePositives {
    /// The chance that at least one of `comparisons` with strangers scores this or more: 1 − (1 − FMR)^N.
    ///
    /// - Parameter score: −log10 of the false match rate of one comparison.
    public static func rate(score: Double, comparisons: Int) -> Double {
        let falseMatchRate = min(1, pow(10, -score))
        // With expm1 and log1p, as 1 − FMR is 1 to a machine long before the product is.
        return falseMatchRate == 1 ? (comparisons > 0 ? 1 : 0) : -expm1(Double(comparisons) * log1p(-falseMatchRate))
    }

    /// The inverse: what at least one of so many strangers scores with this chance.
    ///
    /// - Parameter rate: above 0.
    public static func score(rate: Double, comparisons: Int) -> Double {
        -log10(-expm1(log1p(-rate) / Double(max(1, comparisons))))
    }
}
