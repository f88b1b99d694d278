internal import CaseMessages

/// How much the outbox holds, and what it refuses first when it fills.
///
/// The alarm is given at `alarm`; attachments are refused from 0.5 of a limit on, and when the disk has no room but the
/// reserve; health from 0.8, messages from 0.9, hits only at the limit.
public struct OutboxLimits: Sendable {
    /// Sealed bytes.
    public var bytes: Int
    public var items: Int
    /// The share of a limit from which the outbox calls itself filling.
    public var alarm: Double

    /// Bytes of the disk that only the outbox may use.
    public var reserve: Int

    public init(bytes: Int = 2 << 30, items: Int = 20_000, alarm: Double = 0.5, reserve: Int = 16 << 20) {
        self.reserve = reserve
        self.bytes = bytes
        self.items = items
        self.alarm = alarm
    }

    /// The share of the limits that is used up, 1 when nothing more fits.
    func share(items count: Int, bytes used: Int) -> Double {
        max(Double(count) / Double(max(items, 1)), Double(used) / Double(max(bytes, 1)))
    }

    /// The share up to which an item of this kind is still taken.
    func ceiling(for kind: ItemKind) -> Double {
        switch kind {
        case .hit: 1
        case .message: 0.9
        case .health: 0.8
        case .attachment: 0.5
        }
    }
}
