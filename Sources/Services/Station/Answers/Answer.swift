public import Ground
public import Identification
internal import Watchlist

/// A person on a list who resembles the traveller, with what the list's owner wants the officer to know.
public struct Match: Sendable, Codable, Equatable {
    public let candidate: Candidate
    public let notice: String
    public let reference: String
    public let caution: String
    public let instruction: String

    /// nil when the list changed under the search and the record is gone.
    init?(_ candidate: Candidate, record: WatchlistRecord?) {
        guard let record else { return nil }
        self.candidate = candidate
        notice = String(describing: record.notice)
        reference = record.reference
        caution = record.caution
        instruction = record.instruction
    }
}

/// What the officer is told about one traveller.
public struct Answer: Sendable, Codable, Equatable {
    /// Why an answer is yellow, or why it needs a second look.
    public enum Doubt: String, Sendable, Codable {
        /// A candidate that is neither clearly a hit nor clearly none.
        case resemblance
        /// No attempt gave a print that can be searched: try another finger or check by hand.
        case noUsablePrint
        /// No list is in force: check by hand.
        case noList
        /// The centre's signature on the lists has expired; whether they were searched all the same is the site's policy.
        case staleList
        /// The hit is known here only: it could not be queued for the centre.
        case notQueued
    }

    /// Ties everything about this traveller together, from finger-on to receipt.
    public let correlation: UUIDv7
    public let colour: Colour
    public internal(set) var doubts: [Doubt]
    public internal(set) var matches: [Match] = []
    public internal(set) var gallerySize = 0
    /// List owner to generation.
    public internal(set) var generations: [String: Int] = [:]
    /// Seconds since the centre has last signed the lists.
    public internal(set) var listAge: Double?
    public let attempts: Int
    /// 0...100.
    public let quality: Int
    /// The sealed item in the outbox; nil when there is nothing to report.
    public internal(set) var item: UUIDv7?
    public internal(set) var stages = StageTimes()

    init(_ correlation: UUIDv7, _ colour: Colour, _ doubts: [Doubt], attempts: Int, quality: Int = 0) {
        self.correlation = correlation
        self.colour = colour
        self.doubts = doubts
        self.attempts = attempts
        self.quality = quality
    }
}

/// How long each step took, in milliseconds.
public struct StageTimes: Sendable, Codable, Equatable {
    /// Finger-on event to decoded frame.
    public var capture = 0.0
    public var extraction = 0.0
    public var search = 0.0
    /// Sealing and the durable write; 0 without a hit.
    public var queue = 0.0
    /// Finger-on of the deciding attempt to the answer.
    public var total = 0.0
}
