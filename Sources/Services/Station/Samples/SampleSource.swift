public import Capture
public import Encounters
public import Ground
public import Identification

/// Where a station takes samples of one kind: a device, and what makes a sample of what it sees.
///
/// One caller at a time, in this order: `open`, then any number of rounds of `awaitTraveller`, `take` and `awaitFree`, then
/// `close`; cancelling the calling task ends a wait at once. After a fault it is opened again.
public protocol SampleSource: Sendable {
    var kind: ModalityKind { get }
    var device: SampleDevice { get }

    func open() async throws(Fault)
    /// Returns when there is something to take: a finger on the glass, a face before the camera.
    func awaitTraveller() async throws(Fault)
    /// Takes the best sample there is to have of what is there.
    ///
    /// - Parameters:
    ///   - attempts: at most; the traveller is asked again between two.
    ///   - event: called in the order of the events.
    func take(
        _ step: Step, attempts: Int, event: @escaping @Sendable (AcquisitionEvent) async -> Void
    ) async throws(Fault) -> Acquisition<TakenSample>
    /// Returns when what was taken is gone: the next finger is never the last one.
    func awaitFree() async throws(Fault)
    func close() async
}

/// A sample, and when it came to be.
public struct TakenSample: Sendable {
    public let sample: Sample
    public let times: SampleTimes

    public init(_ sample: Sample, times: SampleTimes) {
        (self.sample, self.times) = (sample, times)
    }
}

/// From a finger on the glass to its template.
public struct SampleTimes: Sendable {
    public let began: ContinuousClock.Instant
    public let captured: ContinuousClock.Instant
    public let extracted: ContinuousClock.Instant

    public init(
        began: ContinuousClock.Instant, captured: ContinuousClock.Instant, extracted: ContinuousClock.Instant
    ) {
        (self.began, self.captured, self.extracted) = (began, captured, extracted)
    }
}
