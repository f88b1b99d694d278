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
        // A little lower than the inverse of what judges, as both are rounded.
        FalsePositives.score(rate: inconclusive, comparisons: comparisons) - 1e-6
    }
}
