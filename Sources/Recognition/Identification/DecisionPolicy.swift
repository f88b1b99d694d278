internal import Foundation

/// What chance of an accident a site accepts before it calls a candidate a hit.
///
/// Both are false positive identification rates: the chance that one search by a person who is on no list shows this
/// colour, whatever the gallery's size. With 1,000 such travellers a day the defaults mean about ten wrong yellows a day
/// and a wrong red about every ten days.
public struct DecisionPolicy: Sendable, Hashable {
    /// At or below it: red.
    public let hit: Double
    /// At or below it, and not a hit: yellow.
    public let inconclusive: Double
    /// How many candidates an officer is shown at most.
    public let candidateLimit: Int

    public static let standard = DecisionPolicy()

    public init(hit: Double = 1e-4, inconclusive: Double = 1e-2, candidateLimit: Int = 10) {
        precondition(hit >= 0 && hit <= inconclusive && inconclusive <= 1, "0 ≤ hit ≤ inconclusive ≤ 1")
        precondition(candidateLimit > 0, "an officer is shown at least one candidate")
        self.hit = hit
        self.inconclusive = inconclusive
        self.candidateLimit = candidateLimit
    }

    /// What a best candidate of this rate means; nil is no candidate.
    public func colour(falsePositiveRate: Double?) -> Colour {
        guard let rate = falsePositiveRate, rate <= inconclusive else { return .green }
        return rate <= hit ? .red : .yellow
    }

    /// Every score below this is green among so many comparisons; what is not below is judged by its rate.
    func leastScore(comparisons: Int) -> Double {
        // The inverse of `falsePositiveRate`: FMR = 1 − (1 − FPIR)^(1/N). A little lower, as both are rounded.
        let falseMatchRate = -expm1(log1p(-inconclusive) / Double(max(1, comparisons)))
        return -log10(falseMatchRate) - 1e-6
    }
}

/// The chance that at least one of `comparisons` with strangers scores this or more: 1 − (1 − FMR)^N.
///
/// - Parameter score: −log10 of the false match rate of one comparison.
func falsePositiveRate(score: Double, comparisons: Int) -> Double {
    let falseMatchRate = min(1, pow(10, -score))
    // With expm1 and log1p, as 1 − FMR is 1 to a machine long before the product is.
    return falseMatchRate == 1 ? (comparisons > 0 ? 1 : 0) : -expm1(Double(comparisons) * log1p(-falseMatchRate))
}
