public import Ground

/// What happens on the way to a good print, for those who show it to the traveller.
public enum AcquisitionEvent: Sendable, Equatable {
    /// - Parameter attempt: from 1.
    case fingerOn(attempt: Int)
    /// The finger is to be lifted and placed again, in this way.
    case placeAgain(Retry, attempt: Int)
    /// It was lifted, and is waited for.
    case fingerOff
}

/// How an acquisition ended. A sample is what the caller makes of a picture; none that was made of a usable or a poor picture is
/// lost, whatever ends it.
public enum Acquisition<Sample: Sendable>: Sendable {
    /// The best sample of the first placement that gave a usable one.
    case accepted(Sample, attempts: Int)
    /// No placement passed. `best` is the best sample of all placements, nil where nothing could be made of any picture;
    /// the retry is what was wrong with the last placement.
    case refused(best: Sample?, Retry, attempts: Int)
    /// The finger was not lifted, or did not come back, in time for another attempt. `best` as above; `isFree` is false where
    /// something still lies on the glass.
    case abandoned(best: Sample?, attempts: Int, isFree: Bool)
    /// The reader failed, or the calling task was cancelled, when there was a sample already.
    case brokenOff(best: Sample, Fault, attempts: Int)
}

/// Acquires the best print there is to have, asking the traveller to place the finger again where it cannot be used.
///
/// A finger that has just touched the glass is often still settling, so each placement gets several pictures within a
/// time limit. The finger still lies on the glass when this returns; ``FingerprintReader/awaitFingerOff()`` waits until it
/// is lifted.
///
///     let print = try await acquire(from: reader, assess: { frame in
///         let template = extract(frame.image)
///         return template.quality < 20
///             ? .unusable(template, quality: template.quality, Retry(.tooLight, "press harder"))
///             : .usable(template, quality: template.quality)
///     })
/// - Parameters:
///   - assess: makes a sample of a picture and knows what a good one is; this function does not.
///   - event: called in the order of the events.
/// - Throws: ``Fault`` of the reader, or of the cancelled wait, where there is no sample yet.
public func acquire<Sample: Sendable, C: Clock>(
    from reader: any FingerprintReader, policy: AcquisitionPolicy = AcquisitionPolicy(), clock: C = ContinuousClock(),
    assess: @Sendable (Frame) async -> Assessment<Sample>,
    event: @Sendable (AcquisitionEvent) async -> Void = { _ in }
) async throws(Fault) -> Acquisition<Sample> where C.Duration == Duration {
    try await reader.awaitFinger()
    return try await acquirePlaced(on: reader, policy: policy, clock: clock, assess: assess, event: event)
}

/// As ``acquire(from:policy:clock:assess:event:)``, of a finger that lies on the glass already.
public func acquirePlaced<Sample: Sendable, C: Clock>(
    on reader: any FingerprintReader, policy: AcquisitionPolicy = AcquisitionPolicy(), clock: C = ContinuousClock(),
    assess: @Sendable (Frame) async -> Assessment<Sample>,
    event: @Sendable (AcquisitionEvent) async -> Void = { _ in }
) async throws(Fault) -> Acquisition<Sample> where C.Duration == Duration {
    var placements = Placements<Sample>()
    do throws(Fault) {
        return try await place(on: reader, policy: policy, clock: clock, assess: assess, event: event, &placements)
    } catch {
        guard let best = placements.best?.sample else { throw error }
        return .brokenOff(best: best, error, attempts: placements.attempts)
    }
}

/// What there is so far, whatever ends it.
private struct Placements<Sample: Sendable> {
    var attempts = 0
    /// Of all their pictures.
    var best: Assessment<Sample>?
}

private func place<Sample: Sendable, C: Clock>(
    on reader: any FingerprintReader, policy: AcquisitionPolicy, clock: C,
    assess: @Sendable (Frame) async -> Assessment<Sample>, event: @Sendable (AcquisitionEvent) async -> Void,
    _ placements: inout Placements<Sample>
) async throws(Fault) -> Acquisition<Sample> where C.Duration == Duration {
    while true {
        placements.attempts += 1
        let attempt = placements.attempts
        await event(.fingerOn(attempt: attempt))
        let placement = try await bestOfPlacement(
            on: reader, policy: policy, clock: clock, assess: assess, of: &placements)
        if case .usable(let sample, _) = placement { return .accepted(sample, attempts: attempt) }
        let tooSoon = Retry(.removedTooSoon, "the finger left before its picture was taken; leave it on the glass")
        let retry = placement?.retry ?? tooSoon
        let best = placements.best?.sample
        if attempt >= policy.attempts { return .refused(best: best, retry, attempts: attempt) }
        await event(.placeAgain(retry, attempt: attempt))
        let isFree = try await isDone(within: policy.patience, clock: clock) { () throws(Fault) in
            try await reader.awaitFingerOff()
        }
        guard isFree else { return .abandoned(best: best, attempts: attempt, isFree: false) }
        await event(.fingerOff)
        let isBack = try await isDone(within: policy.patience, clock: clock) { () throws(Fault) in
            try await reader.awaitFinger()
        }
        guard isBack else { return .abandoned(best: best, attempts: attempt, isFree: true) }
    }
}

/// The best of one placement's pictures; nil when the finger left before the first.
private func bestOfPlacement<Sample: Sendable, C: Clock>(
    on reader: any FingerprintReader, policy: AcquisitionPolicy, clock: C,
    assess: @Sendable (Frame) async -> Assessment<Sample>, of placements: inout Placements<Sample>
) async throws(Fault) -> Assessment<Sample>? where C.Duration == Duration {
    let deadline = clock.now.advanced(by: policy.time)
    var placement: Assessment<Sample>?
    var pictures = 0
    repeat {
        guard let frame = try await reader.capture() else { break }
        let assessment = await assess(frame)
        placement = assessment.orBetter(placement)
        placements.best = assessment.orBetter(placements.best)
        if assessment.retry == nil, assessment.quality >= policy.enough { break }
        pictures += 1
    } while pictures < policy.pictures && clock.now < deadline
    return placement
}

/// Whether a wait is over before the patience ends; without patience it always is.
///
/// - Throws: ``Fault`` of the wait, which the end of the calling task ends, too.
private func isDone(
    within patience: Duration?, clock: any Clock<Duration>, _ wait: @escaping @Sendable () async throws(Fault) -> Void
) async throws(Fault) -> Bool {
    guard let patience else {
        try await wait()
        return true
    }
    let outcome = await withTaskGroup(of: Result<Bool, Fault>.self) { group in
        group.addTask {
            do throws(Fault) {
                try await wait()
                return .success(true)
            } catch { return .failure(error) }
        }
        group.addTask {
            do { try await clock.sleep(for: patience) } catch {
                return .failure(Fault(.readerCancelled, "the wait for a finger was ended; start again", cause: error))
            }
            return .success(false)
        }
        defer { group.cancelAll() }
        return await group.next() ?? .success(false)
    }
    return try outcome.get()
}
