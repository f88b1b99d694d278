public import Ground

/// What a device says of itself (docs/protocol.md, `POST /v1/health`).
public struct Health: Codable, Sendable, Equatable {
    /// Bytes of the JSON form, at most.
    static let limit = 4096

    public let software: String
    /// The generation in force of each list, by owner.
    public let generations: [String: Int]
    public let queueDepth: Int
    public let oldestItem: Timestamp?
    public let state: String
}
