/// What one sample says of one part of a record.
public struct Evidence: Sendable, Codable, Equatable {
    /// Which of the encounter's samples, from 0 in the order in which they were searched.
    public let sample: Int
    public let kind: ModalityKind
    /// Of the record's part; 0 where it is not known.
    public let position: UInt8
    /// −log10 of the false match rate of this one comparison.
    public let score: Double

    public init(sample: Int, kind: ModalityKind, position: UInt8, score: Double) {
        self.sample = sample
        self.kind = kind
        self.position = position
        self.score = score
    }
}
