internal import Synchronization

/// Hands every value to every listener, in order; ends with its owner.
///
///     let states = Broadcast(ReaderState.starting)
///     Task { for await state in states.stream() { print(state) } }  // starting, ready
///     states.send(.ready)
///
/// Thread-safe. A listener that does not keep up loses the oldest values it has not read, never the sender's time.
public final class Broadcast<Element: Sendable>: Sendable {
    private struct State {
        var newest: Element?
        var listeners: [Int: AsyncStream<Element>.Continuation] = [:]
        var count = 0
    }

    /// What is said is said under this lock, so that all listeners hear what several senders say in one order. Whoever ends a
    /// listener never waits for it: a task is ended under the runtime's lock of that task, which handing it a value waits for.
    private let order = Mutex(())
    private let state: Mutex<State>
    private let keepsNewest: Bool
    private let mostUnread: Int

    /// For a state: whoever comes later hears first how things stand.
    ///
    /// - Parameter mostUnread: values that are kept for a listener that lags.
    public init(_ value: Element, mostUnread: Int = 64) {
        state = Mutex(State(newest: value))
        keepsNewest = true
        self.mostUnread = mostUnread
    }

    /// For events: whoever comes later hears only of what happens from then on.
    ///
    /// - Parameter mostUnread: values that are kept for a listener that lags.
    public init(of: Element.Type = Element.self, mostUnread: Int) {
        state = Mutex(State())
        keepsNewest = false
        self.mostUnread = mostUnread
    }

    deinit { for listener in state.withLock({ $0.listeners.values }) { listener.finish() } }

    /// Whether anybody listens at the moment.
    public var hasListeners: Bool { state.withLock { !$0.listeners.isEmpty } }

    public func send(_ value: Element) {
        order.withLock { _ in
            let listeners = state.withLock { state in
                if keepsNewest { state.newest = value }
                return Array(state.listeners.values)
            }
            for listener in listeners { listener.yield(value) }
        }
    }

    /// A stream of its own for each listener; it is forgotten when its task ends or nobody holds it any more.
    public func stream() -> AsyncStream<Element> {
        let (stream, listener) = AsyncStream.makeStream(
            of: Element.self, bufferingPolicy: .bufferingNewest(mostUnread))
        let number = order.withLock { _ in
            let (number, newest) = state.withLock { state in
                state.count += 1
                state.listeners[state.count] = listener
                return (state.count, state.newest)
            }
            if let newest { listener.yield(newest) }
            return number
        }
        listener.onTermination = { [weak self] _ in
            // The last reference to a listener goes outside the lock: it may end whatever its values hold.
            _ = self?.state.withLock { $0.listeners.removeValue(forKey: number) }
        }
        return stream
    }
}

extension Broadcast where Element == Void {
    public func send() { send(()) }
}
