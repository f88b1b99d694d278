/// What the officer sees first.
public enum Colour: String, Sendable, Codable, Hashable {
    /// No hit: nobody on the lists in force is close enough.
    case green
    /// Inconclusive: a candidate that an examiner has to look at.
    case yellow
    /// Hit: a candidate whose chance of being an accident is below the site's policy.
    case red
}

/// A listed person with evidence.
public struct Candidate: Sendable, Codable, Equatable {
    public let key: RecordKey
    /// All of the evidence as one score: −log10 of the chance that a stranger's samples say as much of one record.
    public let score: Double
    /// The chance that an encounter with somebody who is on no list shows such a score for anybody.
    public let falsePositiveRate: Double
    /// In what way the samples resemble the record's parts.
    public let basis: Basis
    /// Of each sample that could be compared, the best: in the order of the samples.
    public let evidence: [Evidence]

    public init(key: RecordKey, score: Double, falsePositiveRate: Double, basis: Basis, evidence: [Evidence]) {
        self.key = key
        self.score = score
        self.falsePositiveRate = falsePositiveRate
        self.basis = basis
        self.evidence = evidence
    }
}

/// The answer to one search.
public struct Decision: Sendable, Codable, Equatable {
    public let colour: Colour
    /// Best first; empty when green.
    public let candidates: [Candidate]
    /// How many more there are, of less evidence; ``DecisionPolicy/candidateLimit`` are named.
    public let further: Int
    /// References that were searched.
    public let gallerySize: Int

    public init(colour: Colour, candidates: [Candidate], further: Int = 0, gallerySize: Int) {
        self.colour = colour
        self.candidates = candidates
        self.further = further
        self.gallerySize = gallerySize
    }
}
