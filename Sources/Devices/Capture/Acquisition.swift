public import Ground

/// What happens on the way to a good print, for those who show it to the traveller.
public enum AcquisitionEvent: Sendable, Equatable {
    /// - Parameter attempt: from 1.
    case fingerOn(attempt: Int)
    /// The finger is to be lifted and placed again, in this way.
    case placeAgain(Retry, attempt: Int)
}

/// How an acquisition ended. A sample is what the caller makes of a picture.
public enum Acquisition<Sample: Sendable>: Sendable {
    /// The best sample of the first placement that gave a usable one.
    case accepted(Sample, attempts: Int)
    /// No placement passed. `best` is the best sample of all placements, nil where nothing could be made of any picture;
    /// the retry is what was wrong with the last placement.
    case refused(best: Sample?, Retry, attempts: Int)
    /// The finger did not come back in time for another attempt, or was not waited for any longer, as the calling task was
    /// cancelled. `best` as above.
    case abandoned(best: Sample?)
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
/// - Throws: ``Fault`` of the reader.
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
    var best: Assessment<Sample>?
    var attempt = 1
    while true {
        await event(.fingerOn(attempt: attempt))
        let placement = try await bestOfPlacement(on: reader, policy: policy, clock: clock, assess: assess)
        if case .usable(let sample, _) = placement { return .accepted(sample, attempts: attempt) }
        let tooSoon = Retry(.removedTooSoon, "the finger left before its picture was taken; leave it on the glass")
        let retry = placement?.retry ?? tooSoon
        best = [best, placement].compactMap(\.self).max { $1.isBetter(than: $0) }
        if attempt >= policy.attempts { return .refused(best: best?.sample, retry, attempts: attempt) }
        await event(.placeAgain(retry, attempt: attempt))
        do throws(Fault) {
            try await reader.awaitFingerOff()
            guard try await fingerReturns(to: reader, within: policy.patience, clock: clock) else {
                return .abandoned(best: best?.sample)
            }
        } catch {
            if Task.isCancelled { return .abandoned(best: best?.sample) }
            throw error
        }
        attempt += 1
    }
}

/// The best of one placement's pictures; nil when the finger left before the first.
private func bestOfPlacement<Sample: Sendable, C: Clock>(
    on reader: any FingerprintReader, policy: AcquisitionPolicy, clock: C,
    assess: @Sendable (Frame) async -> Assessment<Sample>
) async throws(Fault) -> Assessment<Sample>? where C.Duration == Duration {
    let deadline = clock.now.advanced(by: policy.time)
    var best: Assessment<Sample>?
    var pictures = 0
    repeat {
        guard let frame = try await reader.capture() else { break }
        let assessment = await assess(frame)
        if best.map({ assessment.isBetter(than: $0) }) ?? true { best = assessment }
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
