public import CaseMessages
public import Ground

/// Everything the station tells its listeners, in the order it happens.
public enum StationEvent: Sendable {
    case state(StationState)
    /// A finger lies on the glass.
    case capturing(correlation: UUIDv7, attempt: Int)
    case retry(RetryRequest)
    case answer(Answer)
    /// The traveller went away between two attempts; nothing is kept.
    case abandoned(correlation: UUIDv7)
    /// The glass is free for the next traveller.
    case glassFree
    case lists(ListsReport)
    case camera(CameraReport)
    case reply(CaseReply)
    case outbox(OutboxReport)

    /// The event's name on the wire.
    public var name: String {
        switch self {
        case .state: "state"
        case .capturing: "capturing"
        case .retry: "retry"
        case .answer: "answer"
        case .abandoned: "abandoned"
        case .glassFree: "glassFree"
        case .lists: "lists"
        case .camera: "camera"
        case .reply: "reply"
        case .outbox: "outbox"
        }
    }

    /// What goes with the name.
    public var payload: any Encodable & Sendable {
        switch self {
        case .state(let state): state
        case .capturing(let correlation, let attempt):
            ["correlation": correlation.description, "attempt": "\(attempt)"]
        case .retry(let retry): retry
        case .answer(let answer): answer
        case .abandoned(let correlation): ["correlation": correlation.description]
        case .glassFree: [String: String]()
        case .lists(let lists): lists
        case .camera(let camera): camera
        case .reply(let reply): reply
        case .outbox(let report): report
        }
    }
}

/// Asks the traveller for another attempt.
public struct RetryRequest: Sendable, Codable, Equatable {
    public let correlation: UUIDv7
    public let attempt: Int
    public let reason: Retry.Reason
}

/// What an officer understands at a glance, with the reason a technician needs.
public struct StationState: Sendable, Codable, Equatable {
    public enum Name: String, Sendable, Codable { case starting, ready, cleaningNeeded, unplugged, fault }

    public let name: Name
    /// Empty when all is well.
    public let reason: String

    public init(_ name: Name, reason: String = "") {
        self.name = name
        self.reason = reason
    }
}

/// Which lists are searched.
public struct ListsReport: Sendable, Codable, Equatable {
    /// List owner to generation.
    public let generations: [String: Int]
    public let fingers: Int
    /// Templates of the lists that cannot be searched.
    public let unreadable: Int
    /// When the centre's signature on them expires.
    public let expires: Timestamp?
    /// When the root of trust expires, which the centre renews long before.
    public let rootExpires: Timestamp?
    /// When the centre has last signed, by its own clock.
    public let signed: Timestamp?
    /// When the newest of them came into force here.
    public let since: Timestamp
}
