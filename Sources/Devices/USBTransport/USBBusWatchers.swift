internal import Ground
internal import Synchronization

/// Those who watch a bus. Thread-safe; every watcher gets every change from its start on, in order.
public final class USBBusWatchers: Sendable {
    // A watcher that lags further behind than this has stopped to care; the bus can be listed anew.
    private let broadcast = Broadcast(of: USBBusChange.self, mostUnread: 256)
    private let others = Mutex<[USBBusWatchers]>([])

    public init() {}

    /// A stream of its own for each caller; ends with its task, or with the bus.
    public func stream() -> AsyncStream<USBBusChange> { broadcast.stream() }

    /// Tells the watchers of another bus, too, of which this one is a part.
    public func add(_ other: USBBusWatchers) { others.withLock { $0.append(other) } }

    public func tell(_ change: USBBusChange) {
        broadcast.send(change)
        for other in others.withLock(\.self) { other.tell(change) }
    }
}
