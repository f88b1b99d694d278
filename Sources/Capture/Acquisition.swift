public import Ground

/// What happens on the way to a good print, for those who show it to the traveller.
public enum AcquisitionEvent: Sendable, Equatable {
    /// - Parameter attempt: from 1.
    case fingerOn(attempt: Int)
    /// The finger is to be lifted and placed again, in this way.
    case placeAgain(Retry, attempt: Int)
}

/// How an acquisition ended.
public enum Acquisition: Sendable {
    /// The gate accepted this frame.
    case accepted(Frame)
    /// No placement passed; this was wrong with the last one.
    case refused(Retry)
    /// The finger did not come back in time for another attempt.
    case abandoned
}

/// Acquires a print that passes a gate, asking the traveller to place the finger again where none does.
///
/// A finger that has just touched the glass is often still settling, so each placement gets a few pictures. The finger
/// still lies on the glass when this returns; ``FingerprintReader/awaitFingerOff()`` waits until it is lifted.
/// - Parameters:
///   - attempts: placements of the finger, at least one.
///   - pictures: of each placement, at least one.
///   - patience: a traveller who stays away longer between two attempts has gone; nil waits for ever.
///   - gate: nil accepts the picture; it knows what a good print is, this function does not.
///   - report: called in the order of the events.
/// - Throws: ``Fault`` of the reader.
public func acquire(
    from reader: any FingerprintReader, attempts: Int = 3, pictures: Int = 3, patience: Duration? = nil,
    clock: any Clock<Duration> = ContinuousClock(),
    gate: @Sendable (Frame) async -> Retry?,
    report: @Sendable (AcquisitionEvent) async -> Void = { _ in }
) async throws(Fault) -> Acquisition {
    try await reader.awaitFinger()
    var attempt = 1
    while true {
        await report(.fingerOn(attempt: attempt))
        var retry = Retry(.removedTooSoon, "the finger left before its picture was taken; leave it on the glass")
        for _ in 0..<max(1, pictures) {
            guard let frame = try await reader.capture() else { break }
            guard let refusal = await gate(frame) else { return .accepted(frame) }
            retry = refusal
        }
        if attempt >= attempts { return .refused(retry) }
        await report(.placeAgain(retry, attempt: attempt))
        try await reader.awaitFingerOff()
        guard try await fingerReturns(to: reader, within: patience, clock: clock) else { return .abandoned }
        attempt += 1
    }
}

/// Whether a finger is placed before the patience ends.
private func fingerReturns(
    to reader: any FingerprintReader, within patience: Duration?, clock: any Clock<Duration>
) async throws(Fault) -> Bool {
    guard let patience else {
        try await reader.awaitFinger()
        return true
    }
    let outcome = await withTaskGroup(of: Result<Bool, Fault>.self) { group in
        group.addTask {
            do throws(Fault) {
                try await reader.awaitFinger()
                return .success(true)
            } catch { return .failure(error) }
        }
        group.addTask {
            try? await clock.sleep(for: patience)
            return .success(false)
        }
        defer { group.cancelAll() }
        return await group.next() ?? .success(false)
    }
    return try outcome.get()
}
