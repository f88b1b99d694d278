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

/// How an acquisition ended. A sample is what the caller makes of a picture; the best of each placement is here, whatever ends it:
/// they may be of different fingers.
public enum Acquisition<Sample: Sendable>: Sendable {
    /// The best sample of the first placement that gave a usable one, and those of the placements before it.
    case accepted(Sample, others: [Sample], attempts: Int)
    /// No placement passed. `best` is the best sample of all placements, nil where nothing could be made of any picture;
    /// the retry is what was wrong with the last placement.
    case refused(best: Sample?, others: [Sample], Retry, attempts: Int)
    /// The finger was not lifted, or did not come back, in time for another attempt; `isFree` is false where something still
    /// lies on the glass.
    case abandoned([Sample], attempts: Int, isFree: Bool)
    /// The reader failed, or the calling task was cancelled, when there was a sample already.
    case brokenOff([Sample], Fault, attempts: Int)

    /// The same with other samples.
    public func map<Other: Sendable>(_ transform: (Sample, _ attempts: Int) -> Other) -> Acquisition<Other> {
        func all(_ samples: [Sample], _ attempts: Int) -> [Other] { samples.map { transform($0, attempts) } }
        return switch self {
        case .accepted(let sample, let others, let attempts):
            .accepted(transform(sample, attempts), others: all(others, attempts), attempts: attempts)
        case .refused(let best, let others, let retry, let attempts):
            .refused(
                best: best.map { transform($0, attempts) }, others: all(others, attempts), retry, attempts: attempts)
        case .abandoned(let samples, let attempts, let isFree):
            .abandoned(all(samples, attempts), attempts: attempts, isFree: isFree)
        case .brokenOff(let samples, let fault, let attempts):
            .brokenOff(all(samples, attempts), fault, attempts: attempts)
        }
    }
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
        guard !placements.samples.isEmpty else { throw error }
        return .brokenOff(placements.samples, error, attempts: placements.attempts)
    }
}

/// What there is so far, whatever ends it.
private struct Placements<Sample: Sendable> {
    /// The best picture of each; nil while there is none.
    private var bests: [Assessment<Sample>?] = []

    var attempts: Int { bests.count }
    var last: Assessment<Sample>? { bests.last ?? nil }
    /// The best first; of equals the earlier.
    var samples: [Sample] {
        bests.compactMap(\.self).sorted { $0.rank > $1.rank }.compactMap(\.sample)
    }

    mutating func begin() { bests.append(nil) }

    mutating func take(_ assessment: Assessment<Sample>) {
        guard let place = bests.indices.last else { return }
        bests[place] = assessment.orBetter(bests[place])
    }
}

private func place<Sample: Sendable, C: Clock>(
    on reader: any FingerprintReader, policy: AcquisitionPolicy, clock: C,
    assess: @Sendable (Frame) async -> Assessment<Sample>, event: @Sendable (AcquisitionEvent) async -> Void,
    _ placements: inout Placements<Sample>
) async throws(Fault) -> Acquisition<Sample> where C.Duration == Duration {
    while true {
        placements.begin()
        let attempt = placements.attempts
        await event(.fingerOn(attempt: attempt))
        try await takePictures(on: reader, policy: policy, clock: clock, assess: assess, into: &placements)
        let samples = placements.samples
        let others = Array(samples.dropFirst())
        if case .usable(let sample, _) = placements.last {
            return .accepted(sample, others: others, attempts: attempt)
        }
        let tooSoon = Retry(.removedTooSoon, "the finger left before its picture was taken; leave it on the glass")
        let retry = placements.last?.retry ?? tooSoon
        if attempt >= policy.attempts {
            return .refused(best: samples.first, others: others, retry, attempts: attempt)
        }
        await event(.placeAgain(retry, attempt: attempt))
        let isFree = try await isDone(within: policy.patience, clock: clock) { () throws(Fault) in
            try await reader.awaitFingerOff()
        }
        guard isFree else { return .abandoned(samples, attempts: attempt, isFree: false) }
        await event(.fingerOff)
        let isBack = try await isDone(within: policy.patience, clock: clock) { () throws(Fault) in
            try await reader.awaitFinger()
        }
        guard isBack else { return .abandoned(samples, attempts: attempt, isFree: true) }
    }
}

/// One placement's pictures; none when the finger left before the first.
private func takePictures<Sample: Sendable, C: Clock>(
    on reader: any FingerprintReader, policy: AcquisitionPolicy, clock: C,
    assess: @Sendable (Frame) async -> Assessment<Sample>, into placements: inout Placements<Sample>
) async throws(Fault) where C.Duration == Duration {
    let deadline = clock.now.advanced(by: policy.time)
    var pictures = 0
    repeat {
        guard let frame = try await reader.capture() else { break }
        let assessment = await assess(frame)
        placements.take(assessment)
        if assessment.retry == nil, assessment.quality >= policy.enough { break }
        pictures += 1
    } while pictures < policy.pictures && clock.now < deadline
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
