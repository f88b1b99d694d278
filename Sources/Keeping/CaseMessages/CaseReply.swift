public import Ground

/// What the centre has to say about a hit, for the officer.
public struct CaseReply: Codable, Sendable, Equatable {
    public enum Status: String, Codable, Sendable, CaseIterable {
        /// An examiner is looking.
        case underReview
        /// The hit is right.
        case confirmed
        /// The hit was an accident.
        case dismissed
    }

    /// Grows per device, so that none is shown twice.
    public let number: Int
    /// The hit this answers.
    public let hit: UUIDv7
    public let status: Status
    /// The centre's case reference.
    public let reference: String
    /// What to do, for the officer.
    public let text: String

    public init(number: Int, hit: UUIDv7, status: Status, reference: String, text: String) {
        self.number = number
        self.hit = hit
        self.status = status
        self.reference = reference
        self.text = text
    }
}
