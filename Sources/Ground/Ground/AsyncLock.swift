internal import Synchronization

/// Lets tasks in one after the other, in the order in which they come, where what they do waits in its middle.
///
/// An actor may be entered again at each `await`; what must not be interleaved there goes through a lock:
///
///     try await lock.withLock { () async throws(Fault) in try await self.refresh() }
///
/// A task that is cancelled while it waits is let in all the same in its turn: its body sees the cancellation, as it
/// would without the lock. The lock is not to be asked for by whoever holds it: that would wait for ever.
/// Thread-safe.
public final class AsyncLock: Sendable {
    private struct State {
        var isHeld = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    public init() {}

    /// Whether somebody is in at this moment.
    public var isHeld: Bool { state.withLock { $0.isHeld } }

    /// Runs `body`, on the caller's actor, while nobody else is in.
    public func withLock<Value, Failure: Error>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        await enter()
        defer { leave() }
        return try await body()
    }

    private func enter(isolation: isolated (any Actor)? = #isolation) async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                defer { state.isHeld = true }
                if state.isHeld { state.waiting.append(continuation) }
                return !state.isHeld
            }
            if isFree { continuation.resume() }
        }
    }

    /// The next one is let in before anybody who comes now.
    private func leave() {
        let next = state.withLock { state in
            if state.waiting.isEmpty { state.isHeld = false }
            return state.waiting.isEmpty ? nil : state.waiting.removeFirst()
        }
        next?.resume()
    }
}
