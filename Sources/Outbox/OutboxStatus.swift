public import Ground

/// How full the outbox is.
public struct OutboxStatus: Sendable, Equatable {
    /// Items not yet receipted.
    public let depth: Int
    /// Their sealed bytes.
    public let bytes: Int
    /// When the oldest of them was made; nil when there is none.
    public let oldest: Timestamp?
    /// The alarm, long before anything but health is refused.
    public let isFilling: Bool
}
