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
    /// The best picture of the first placement that gave a usable one.
    case accepted(Frame)
    /// No placement passed; this was wrong with the last one's best picture.
    case refused(Retry)
    /// The finger did not come back in time for another attempt.
    case abandoned
}

/// Acquires the best print there is to have, asking the traveller to place the finger again where it cannot be used.
///
/// A finger that has just touched the glass is often still settling, so each placement gets several pictures within a
/// time limit. The finger still lies on the glass when this returns; ``FingerprintReader/awaitFingerOff()`` waits until it
/// is lifted.
/// - Parameters:
///   - assess: knows what a good print is; this function does not.
///   - report: called in the order of the events.
/// - Throws: ``Fault`` of the reader.
public func acquire<C: Clock>(
    from reader: any FingerprintReader, policy: AcquisitionPolicy = AcquisitionPolicy(), clock: C = ContinuousClock(),
    assess: @Sendable (Frame) async -> Assessment,
    report: @Sendable (AcquisitionEvent) async -> Void = { _ in }
) async throws(Fault) -> Acquisition where C.Duration == Duration {
    try await reader.awaitFinger()
    var attempt = 1
    while true {
        await report(.fingerOn(attempt: attempt))
        let best = try await bestPicture(from: reader, policy: policy, clock: clock, assess: assess)
        if let best, best.assessment.retry == nil { return .accepted(best.frame) }
        let tooSoon = Retry(.removedTooSoon, "the finger left before its picture was taken; leave it on the glass")
        let retry = best?.assessment.retry ?? tooSoon
        if attempt >= policy.attempts { return .refused(retry) }
        await report(.placeAgain(retry, attempt: attempt))
        try await reader.awaitFingerOff()
        guard try await fingerReturns(to: reader, within: policy.patience, clock: clock) else { return .abandoned }
        attempt += 1
    }
}

/// The best picture of one placement; nil when the finger left before the first.
private func bestPicture<C: Clock>(
    from reader: any FingerprintReader, policy: AcquisitionPolicy, clock: C,
    assess: @Sendable (Frame) async -> Assessment
) async throws(Fault) -> (frame: Frame, assessment: Assessment)? where C.Duration == Duration {
    let deadline = clock.now.advanced(by: policy.time)
    var best: (frame: Frame, assessment: Assessment)?
    var pictures = 0
    repeat {
        guard let frame = try await reader.capture() else { break }
        let assessment = await assess(frame)
        if best.map({ assessment.isBetter(than: $0.assessment) }) ?? true { best = (frame, assessment) }
        if assessment.retry == nil, assessment.quality >= policy.enough { break }
        pictures += 1
    } while pictures < policy.pictures && clock.now < deadline
    return best
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
