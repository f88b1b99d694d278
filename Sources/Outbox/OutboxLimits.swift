/// How much the outbox holds, and what it refuses first when it fills.
///
/// Health is refused from `alarm` on, messages from half way between `alarm` and the limit, hits only at the limit.
public struct OutboxLimits: Sendable {
    /// Sealed bytes.
    public var bytes: Int
    public var items: Int
    /// The share of a limit from which the outbox calls itself filling.
    public var alarm: Double

    public init(bytes: Int = 2 << 30, items: Int = 20_000, alarm: Double = 0.8) {
        self.bytes = bytes
        self.items = items
        self.alarm = alarm
    }

    /// The share of the limits that is used up, 1 when nothing more fits.
    func share(items count: Int, bytes used: Int) -> Double {
        max(Double(count) / Double(max(items, 1)), Double(used) / Double(max(bytes, 1)))
    }

    /// The share up to which an item of this kind is still taken.
    func ceiling(for kind: SealedItem.Kind) -> Double {
        switch kind {
        case .hit: 1
        case .message: (1 + alarm) / 2
        case .health: alarm
        }
    }
}
