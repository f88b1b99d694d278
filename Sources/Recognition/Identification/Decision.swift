public import Fingerprint

/// What the officer sees first.
public enum Colour: String, Sendable, Codable, Hashable {
    /// No hit: nobody on the lists in force is close enough.
    case green
    /// Inconclusive: a candidate that an examiner has to look at.
    case yellow
    /// Hit: a candidate whose chance of being an accident is below the site's policy.
    case red
}

/// Whose finger a gallery entry is: enough to find the record, nothing that names a person.
public struct CandidateKey: Sendable, Codable, Hashable {
    /// The list's owner, for example `interpol`.
    public let list: String
    /// The record's stable identifier within its list.
    public let record: String
    public let finger: FingerPosition

    public init(list: String, record: String, finger: FingerPosition) {
        self.list = list
        self.record = record
        self.finger = finger
    }
}

/// One reference of the gallery that resembles the probe.
public struct Candidate: Sendable, Codable, Equatable {
    public let key: CandidateKey
    /// −log10 of the false match rate of this one comparison: 4 means one accident in 10,000 comparisons.
    public let score: Double
    /// The chance that a search of a gallery of this size by somebody who is not on it shows such a score.
    public let falsePositiveRate: Double

    public init(key: CandidateKey, score: Double, falsePositiveRate: Double) {
        self.key = key
        self.score = score
        self.falsePositiveRate = falsePositiveRate
    }
}

/// The answer to one search.
public struct Decision: Sendable, Codable, Equatable {
    public let colour: Colour
    /// Best first; empty when green.
    public let candidates: [Candidate]
    /// Fingers that were searched.
    public let gallerySize: Int

    public init(colour: Colour, candidates: [Candidate], gallerySize: Int) {
        self.colour = colour
        self.candidates = candidates
        self.gallerySize = gallerySize
    }
}
