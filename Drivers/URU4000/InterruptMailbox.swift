import Capture
internal import Ground
internal import Synchronization

/// Keeps interrupts that came before anyone asked, and wakes the one who asked before they came.
final class InterruptMailbox: Sendable {
    private typealias Outcome = Result<ContinuousClock.Instant?, Fault>
    private struct Waiter {
        let wanted: Interrupt
        let number: Int
        let continuation: CheckedContinuation<Outcome, Never>
    }
    private struct State {
        /// When each kind came last and was not yet asked for; so it cannot grow.
        var arrived: [Interrupt: ContinuousClock.Instant] = [:]
        var failure: Fault?
        var waiter: Waiter?
        var waits = 0
    }

    private let state = Mutex(State())

    /// Called by the transport with every packet, and last with the failure that ended the interrupts.
    func deliver(_ packet: Result<[UInt8], Fault>) {
        let now = ContinuousClock.now
        let woken = state.withLock { state -> (Waiter, Outcome)? in
            switch packet {
            case .failure(let fault):
                state.failure = fault
                return state.waiter.take().map { ($0, .failure(fault)) }
            case .success(let bytes):
                guard let interrupt = Interrupt(packet: bytes) else { return nil }
                guard let waiter = state.waiter, waiter.wanted == interrupt else {
                    state.arrived[interrupt] = now
                    return nil
                }
                state.waiter = nil
                return (waiter, .success(now))
            }
        }
        if let (waiter, answer) = woken { waiter.continuation.resume(returning: answer) }
    }

    /// Drops what came so far, before the reader is told to watch for something new.
    func forget() { state.withLock { $0.arrived = [:] } }

    /// True when the interrupt came and was not asked for since.
    func holds(_ interrupt: Interrupt) -> Bool { state.withLock { $0.arrived[interrupt] != nil } }

    /// Why no more interrupts come; nil while they do.
    var failure: Fault? { state.withLock { $0.failure } }

    /// Waits for an interrupt; one that came early counts.
    ///
    /// - Parameter limit: nil waits for ever.
    /// - Returns: when it came; nil when the time ran out.
    /// - Throws: ``Fault`` of the transport, or `reader.cancelled` when the calling task was cancelled.
    func wait(
        for wanted: Interrupt, within limit: Duration? = nil, clock: any Clock<Duration>
    ) async throws(Fault) -> ContinuousClock.Instant? {
        let number = state.withLock { state in
            state.waits += 1
            return state.waits
        }
        var timer: Task<Void, Never>?
        let outcome: Outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let early = state.withLock { state -> Outcome? in
                    if let when = state.arrived.removeValue(forKey: wanted) { return .success(when) }
                    if let failure = state.failure { return .failure(failure) }
                    state.waiter = Waiter(wanted: wanted, number: number, continuation: continuation)
                    return nil
                }
                if let early { return continuation.resume(returning: early) }
                if Task.isCancelled { return end(number, .failure(.cancelledWait)) }
                timer = limit.map { limit in
                    Task {
                        guard (try? await clock.sleep(for: limit)) != nil else { return }
                        end(number, .success(nil))
                    }
                }
            }
        } onCancel: {
            end(number, .failure(.cancelledWait))
        }
        timer?.cancel()
        return try outcome.get()
    }

    /// Ends a wait, unless it has ended already.
    private func end(_ number: Int, _ answer: Outcome) {
        let waiter = state.withLock { state in state.waiter?.number == number ? state.waiter.take() : nil }
        waiter?.continuation.resume(returning: answer)
    }
}

extension Fault {
    fileprivate static let cancelledWait = Fault(.readerCancelled, "the wait for a finger was ended; start again")
}
