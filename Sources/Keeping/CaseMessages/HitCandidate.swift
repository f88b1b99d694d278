/// A listed person who resembled the traveller.
public struct HitCandidate: Codable, Sendable, Equatable {
    /// What one sample says of the person.
    public struct Evidence: Codable, Sendable, Equatable {
        /// Which of the hit's samples, from 0.
        public var sample: Int
        /// Of the record's part: its kind, and the kind's own number.
        public var kind: String
        public var position: UInt8
        /// −log10 of the false match rate of the comparison.
        public var score: Double

        public init(sample: Int, kind: String, position: UInt8, score: Double) {
            self.sample = sample
            self.kind = kind
            self.position = position
            self.score = score
        }
    }

    /// The list's owner.
    public var list: String
    /// The record's stable identifier within its list.
    public var record: String
    /// −log10 of the false match rate of all samples together.
    public var score: Double
    /// The chance that an encounter with somebody who is not listed shows such a score.
    public var falsePositiveRate: Double
    /// In what way the samples resemble the record, for example `swapped`; nil where the device does not say.
    public var basis: String?
    /// Of each sample that could be compared.
    public var evidence: [Evidence]

    public init(
        list: String, record: String, score: Double, falsePositiveRate: Double, basis: String? = nil,
        evidence: [Evidence]
    ) {
        self.list = list
        self.record = record
        self.score = score
        self.falsePositiveRate = falsePositiveRate
        self.basis = basis
        self.evidence = evidence
    }

    func isValid(samples: Int) -> Bool {
        list.utf8.count <= 256 && record.utf8.count <= 256 && score.isFinite && (0...1).contains(falsePositiveRate)
            && basis?.utf8.count ?? 0 <= 64 && evidence.count <= 64
            && evidence.allSatisfy {
                (0..<samples).contains($0.sample) && $0.kind.utf8.count <= 64 && $0.score.isFinite
            }
    }
}
