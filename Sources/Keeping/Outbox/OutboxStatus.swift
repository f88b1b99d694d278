internal import CaseMessages
public import Ground

/// How full the outbox is.
public struct OutboxStatus: Sendable, Codable, Equatable {
    /// Items not yet receipted.
    public let depth: Int
    /// Their sealed bytes.
    public let bytes: Int
    /// When the oldest of them was made; nil when there is none.
    public let oldest: Timestamp?
    /// How much of the limits is used up, 1 when nothing more fits.
    public let share: Double
    /// The alarm, long before anything but health is refused.
    public let isFilling: Bool
    /// The disk has no room but what was kept back for hits.
    public let isOnReserve: Bool

    init(depth: Int, bytes: Int, oldest: Timestamp?, limits: OutboxLimits, isReserveWhole: Bool) {
        self.depth = depth
        self.bytes = bytes
        self.oldest = oldest
        share = limits.share(items: depth, bytes: bytes)
        isFilling = share >= limits.alarm
        isOnReserve = !isReserveWhole
    }

    func adding(_ item: SealedItem, limits: OutboxLimits, isReserveWhole: Bool) -> OutboxStatus {
        OutboxStatus(
            depth: depth + 1, bytes: bytes + item.bytes.count, oldest: min(oldest ?? item.created, item.created),
            limits: limits, isReserveWhole: isReserveWhole)
    }
}
