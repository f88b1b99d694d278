internal import Synchronization

/// Those who watch a bus. Thread-safe; every watcher gets every change from its start on, in order.
public final class USBBusWatchers: Sendable {
    private struct State {
        var watchers: [Int: AsyncStream<USBBusChange>.Continuation] = [:]
        var count = 0
        var others: [USBBusWatchers] = []
    }
    /// A watcher that lags further behind than this has stopped to care; the bus can be listed anew.
    private static let mostUnread = 256

    private let state = Mutex(State())

    public init() {}

    deinit { state.withLock { for watcher in $0.watchers.values { watcher.finish() } } }

    /// A stream of its own for each caller; ends with its task, or with the bus.
    public func stream() -> AsyncStream<USBBusChange> {
        let (stream, watcher) = AsyncStream.makeStream(
            of: USBBusChange.self, bufferingPolicy: .bufferingNewest(Self.mostUnread))
        let number = state.withLock { state in
            state.count += 1
            state.watchers[state.count] = watcher
            return state.count
        }
        watcher.onTermination = { [weak self] _ in self?.forget(number) }
        return stream
    }

    /// Tells the watchers of another bus, too, of which this one is a part.
    public func add(_ other: USBBusWatchers) { state.withLock { $0.others.append(other) } }

    public func tell(_ change: USBBusChange) {
        let (watchers, others) = state.withLock { (Array($0.watchers.values), $0.others) }
        for watcher in watchers { watcher.yield(change) }
        for other in others { other.tell(change) }
    }

    private func forget(_ number: Int) { _ = state.withLock { $0.watchers.removeValue(forKey: number) } }
}
