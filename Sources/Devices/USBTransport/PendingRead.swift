public import Ground
internal import Synchronization

/// A read that is under way. The bytes may be part of a print, so they wipe themselves.
///
/// Thread-safe. One task may wait for the result.
public final class PendingRead: Sendable {
    private enum State {
        case running(CheckedContinuation<Result<WipingBytes, Fault>, Never>?)
        case finished(Result<WipingBytes, Fault>)
    }

    private let state = Mutex(State.running(nil))
    private let onCancel: @Sendable () -> Void

    /// - Parameter onCancel: asks the transport to end the read; the transport then calls ``finish(_:)``.
    public init(onCancel: @escaping @Sendable () -> Void) { self.onCancel = onCancel }

    /// Called by the transport; only the first call counts.
    public func finish(_ result: Result<WipingBytes, Fault>) {
        let waiter = state.withLock { state -> CheckedContinuation<Result<WipingBytes, Fault>, Never>? in
            guard case .running(let waiter) = state else { return nil }
            state = .finished(result)
            return waiter
        }
        waiter?.resume(returning: result)
    }

    /// Ends the read early; the result is then `usb.cancelled`, unless it was already there.
    public func cancel() { onCancel() }

    /// The bytes that arrived, at most the capacity asked for. Cancelling the calling task ends the read.
    public func result() async throws(Fault) -> WipingBytes {
        try await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let finished = state.withLock { state -> Result<WipingBytes, Fault>? in
                    if case .finished(let result) = state { return result }
                    state = .running(continuation)
                    return nil
                }
                if let finished { continuation.resume(returning: finished) }
            }
        } onCancel: {
            onCancel()
        }.get()
    }
}
