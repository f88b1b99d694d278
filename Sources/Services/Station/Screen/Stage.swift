public import Ground

/// How far the traveller at the glass has come.
///
/// In JSON an object with `name` and, by name, `correlation`, `attempt`, `reason`, `verdict`, `cause`.
public enum Stage: Sendable, Equatable {
    /// One placement of a finger.
    public struct Attempt: Sendable, Equatable {
        public let correlation: UUIDv7
        /// From 1.
        public let number: Int
    }

    /// Why a traveller who had begun was not searched.
    public enum Cause: String, Sendable, Codable, CaseIterable {
        /// The finger did not come back for another attempt.
        case travellerLeft
        /// What had to be lifted stayed on the glass.
        case glassOccupied
        /// The reader failed under the finger.
        case readerFailed
        /// The officer has ended it.
        case cancelled
    }

    /// Nobody is at the glass.
    case idle
    /// The encounter has begun, and its next finger is to be placed.
    case awaiting(UUIDv7)
    case capturing(Attempt)
    /// The finger is to be lifted and placed again, in this way.
    case retry(Attempt, Retry.Reason)
    case searching(Attempt)
    case verdict(Verdict)
    /// Nobody was searched, which is not the same as nobody found.
    case unfinished(Attempt, Cause)

    /// The attempt that a traveller is in the middle of.
    var underWay: Attempt? {
        switch self {
        case .capturing(let attempt), .retry(let attempt, _), .searching(let attempt): attempt
        case .awaiting(let correlation): Attempt(correlation: correlation, number: 0)
        case .idle, .verdict, .unfinished: nil
        }
    }

    /// Whether a person has something to look at and may end it.
    var isOver: Bool {
        switch self {
        case .verdict, .unfinished: true
        case .idle, .awaiting, .capturing, .retry, .searching: false
        }
    }

    public var correlation: UUIDv7? {
        switch self {
        case .idle: nil
        case .awaiting(let correlation): correlation
        case .capturing(let attempt), .retry(let attempt, _), .searching(let attempt), .unfinished(let attempt, _):
            attempt.correlation
        case .verdict(let verdict): verdict.correlation
        }
    }
}

extension Stage: Codable {
    private enum Key: String, CodingKey { case name, correlation, attempt, reason, verdict, cause }
    private enum Name: String, Codable { case idle, awaiting, capturing, retry, searching, verdict, unfinished }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        func attempt() throws -> Attempt {
            Attempt(
                correlation: try values.decode(UUIDv7.self, forKey: .correlation),
                number: try values.decode(Int.self, forKey: .attempt))
        }
        self =
            switch try values.decode(Name.self, forKey: .name) {
            case .idle: .idle
            case .awaiting: .awaiting(try values.decode(UUIDv7.self, forKey: .correlation))
            case .capturing: .capturing(try attempt())
            case .retry: .retry(try attempt(), try values.decode(Retry.Reason.self, forKey: .reason))
            case .searching: .searching(try attempt())
            case .verdict: .verdict(try values.decode(Verdict.self, forKey: .verdict))
            case .unfinished: .unfinished(try attempt(), try values.decode(Cause.self, forKey: .cause))
            }
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        func encode(_ name: Name, _ attempt: Attempt) throws {
            try values.encode(name, forKey: .name)
            try values.encode(attempt.correlation, forKey: .correlation)
            try values.encode(attempt.number, forKey: .attempt)
        }
        switch self {
        case .idle: try values.encode(Name.idle, forKey: .name)
        case .awaiting(let correlation):
            try values.encode(Name.awaiting, forKey: .name)
            try values.encode(correlation, forKey: .correlation)
        case .capturing(let attempt): try encode(.capturing, attempt)
        case .retry(let attempt, let reason):
            try encode(.retry, attempt)
            try values.encode(reason, forKey: .reason)
        case .searching(let attempt): try encode(.searching, attempt)
        case .verdict(let verdict):
            try values.encode(Name.verdict, forKey: .name)
            try values.encode(verdict.correlation, forKey: .correlation)
            try values.encode(verdict, forKey: .verdict)
        case .unfinished(let attempt, let cause):
            try encode(.unfinished, attempt)
            try values.encode(cause, forKey: .cause)
        }
    }
}
