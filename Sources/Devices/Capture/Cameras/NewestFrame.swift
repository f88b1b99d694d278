public import Ground
internal import Synchronization

/// Hands frames from a camera's thread to the task that waits for them; where nobody waits, the newest frame stays.
///
/// So a slow receiver costs one frame of memory and no more. Thread-safe; one waits at a time.
public final class NewestFrame: Sendable {
    private typealias Outcome = Result<CameraFrame, Fault>
    private struct State {
        var frame: CameraFrame?
        var skipped = 0
        var end: Fault?
        var waiter: CheckedContinuation<Outcome, Never>?
    }

    private let state = Mutex(State())

    public init() {}

    /// Called with every whole frame.
    public func post(_ frame: CameraFrame) {
        answer { state in
            if state.frame != nil { state.skipped += 1 }
            state.frame = frame
        }
    }

    /// Called when no more frames come; the one that is still there goes out first.
    public func end(_ fault: Fault) { answer { state in state.end = state.end ?? fault } }

    /// - Throws: the ``Fault`` that ended the frames, or `camera.cancelled`.
    public func next() async throws(Fault) -> CameraFrame {
        let outcome: Outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.answer { state in state.waiter = continuation }
                if Task.isCancelled { callOff() }
            }
        } onCancel: {
            callOff()
        }
        return try outcome.get()
    }

    /// Changes the state, then resumes the one who waits if there is something for them.
    private func answer(_ change: (inout State) -> Void) {
        let (waiter, answer) = state.withLock { state -> (CheckedContinuation<Outcome, Never>?, Outcome?) in
            change(&state)
            guard state.waiter != nil else { return (nil, nil) }
            if var frame = state.frame.take() {
                frame.losses.skipped += state.skipped
                return (state.waiter.take(), .success(frame))
            }
            guard let end = state.end else { return (nil, nil) }
            return (state.waiter.take(), .failure(end))
        }
        if let waiter, let answer { waiter.resume(returning: answer) }
    }

    private func callOff() {
        let waiter = state.withLock { $0.waiter.take() }
        waiter?.resume(
            returning: .failure(Fault(.cameraCancelled, "the wait for a frame was ended; ask for one again")))
    }
}
