internal import Identification

/// How often a listed person is missed when several fingers are searched and what they say is fused (ISO/IEC 19795-1:
/// FNIR at an FPIR), and whether strangers' fused scores are worth what they claim.
///
/// An encounter is a choice of fingers of one person at one visit, searched among references of the same fingers taken at
/// another: visit *n* is the *n*th impression of each. The threshold for a gallery follows from the meaning of a score, so
/// galleries of any size are reckoned, not searched.
public struct IdentificationRates: Sendable, Codable, Equatable {
    /// Misses at one operating point.
    public struct Row: Sendable, Codable, Equatable {
        /// Searched in one encounter.
        public let fingers: Int
        /// Persons on the lists.
        public let gallery: Int
        public let falsePositiveIdentificationRate: Double
        /// Fused score from which a candidate is shown.
        public let threshold: Double
        public let encounters: Int
        public let missed: Int
        public let falseNegativeIdentificationRate: Double
        /// 95 %, by bootstrap over persons; where none was missed its upper end is what as many independent encounters as
        /// the set has would allow.
        public let interval: ConfidenceIntervals.Interval
        /// Whether no stranger of the set could have shown such a score: the threshold then rests on the claim alone.
        public let isExtrapolated: Bool
    }

    /// What strangers show.
    public struct Claim: Sendable, Codable, Equatable {
        public let fingers: Int
        /// Claimed to be reached by one in 10^score.
        public let score: Double
        public let comparisons: Int
        public let reached: Int
    }

    /// None where no finger has two impressions.
    public let rows: [Row]
    public let claims: [Claim]

    /// - Parameter fingers: how many are searched together; those that nobody has as many of are left out.
    /// - Returns: nil where there is neither a person to be found nor a stranger.
    public init?(_ evaluation: Evaluation, fingers: [Int] = [1, 2, 4, 10]) {
        let hands = Hands(evaluation)
        var (rows, claims): ([Row], [Claim]) = ([], [])
        for count in fingers {
            let strangers = StrangerEncounters(hands, fingers: count)
            if !strangers.scores.isEmpty { claims += strangers.claims }
            let genuine = GenuineEncounters(hands, fingers: count)
            guard !genuine.scores.isEmpty else { continue }
            for gallery in [1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000] {
                for rate in [1e-2, 1e-3, 1e-4] {
                    rows.append(genuine.row(gallery: gallery, rate: rate, strangers: strangers.scores.count))
                }
            }
        }
        guard !(rows.isEmpty && claims.isEmpty) else { return nil }
        (self.rows, self.claims) = (rows, claims)
    }
}
