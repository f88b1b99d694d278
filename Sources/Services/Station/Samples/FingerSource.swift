public import Capture
public import Encounters
public import Fingerprint
public import Ground
public import Identification
public import Logging

/// Fingers, from a reader.
public struct FingerSource: SampleSource {
    private let reader: any FingerprintReader
    private let assessor: PrintAssessor
    private let policy: AcquisitionPolicy
    private let clock: any Clock<Duration>

    /// - Parameter clock: by which a finger is waited for that is to be placed again.
    public init(
        reader: any FingerprintReader, extractor: TemplateExtractor, minimumQuality: Int, policy: AcquisitionPolicy,
        logger: Logger, clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.reader = reader
        self.policy = policy
        self.clock = clock
        assessor = PrintAssessor(extractor: extractor, minimumQuality: minimumQuality, logger: logger)
    }

    public var kind: ModalityKind { .finger }
    public var device: SampleDevice { SampleDevice(name: reader.identity.name, model: reader.identity.model) }

    public func open() async throws(Fault) { try await reader.open() }
    public func awaitTraveller() async throws(Fault) { try await reader.awaitFinger() }
    public func awaitFree() async throws(Fault) { try await reader.awaitFingerOff() }
    public func close() async { await reader.close() }

    public func take(
        _ step: Step, attempts: Int, event: @escaping @Sendable (AcquisitionEvent) async -> Void
    ) async throws(Fault) -> Acquisition<TakenSample> {
        var policy = policy
        policy.attempts = attempts
        let acquisition = try await acquirePlaced(
            on: reader, policy: policy, clock: clock, assess: assessor.assess, event: event)
        return acquisition.map { $0.sample(of: step, attempts: $1) }
    }
}
