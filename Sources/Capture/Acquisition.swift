public import Ground
public import Imaging

/// What happens on the way to a good print, for those who show it to the traveller.
public enum AcquisitionEvent: Sendable, Equatable {
    case fingerOn
    /// The finger is to be lifted and placed again, in this way.
    case placeAgain(Retry)
}

/// Acquires a print that passes a gate, asking the traveller to place the finger again where none does.
///
/// A finger that has just touched the glass is often still settling, so each placement gets a few pictures. The finger
/// still lies on the glass when this returns; ``FingerprintReader/awaitFingerOff()`` waits until it is lifted.
/// - Parameters:
///   - attempts: placements of the finger, at least one.
///   - pictures: of each placement, at least one.
///   - gate: nil accepts the picture; it knows what a good print is, this function does not.
///   - report: called in the order of the events.
/// - Returns: the accepted frame, or what was wrong with the last picture.
/// - Throws: ``Fault`` of the reader.
public func acquire(
    from reader: any FingerprintReader, attempts: Int = 3, pictures: Int = 3,
    gate: @Sendable (GrayImage) async -> Retry?,
    report: @Sendable (AcquisitionEvent) async -> Void = { _ in }
) async throws(Fault) -> Result<Frame, Retry> {
    var attempt = 1
    while true {
        try await reader.awaitFinger()
        await report(.fingerOn)
        var retry = Retry(.removedTooSoon, "the finger left before its picture was taken; leave it on the glass")
        for _ in 0..<max(1, pictures) {
            guard let frame = try await reader.capture() else { break }
            guard let refusal = await gate(frame.image) else { return .success(frame) }
            retry = refusal
        }
        if attempt >= attempts { return .failure(retry) }
        attempt += 1
        await report(.placeAgain(retry))
        try await reader.awaitFingerOff()
    }
}
