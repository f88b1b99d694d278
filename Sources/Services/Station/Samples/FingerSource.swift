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

    public init(
        reader: any FingerprintReader, extractor: TemplateExtractor, minimumQuality: Int, policy: AcquisitionPolicy,
        logger: Logger
    ) {
        self.reader = reader
        self.policy = policy
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
        let acquisition = try await acquirePlaced(on: reader, policy: policy, assess: assessor.assess, event: event)
        return switch acquisition {
        case .accepted(let print, let attempts):
            .accepted(print.sample(of: step, attempts: attempts), attempts: attempts)
        case .refused(let best, let retry, let attempts):
            .refused(best: best?.sample(of: step, attempts: attempts), retry, attempts: attempts)
        case .abandoned(let best): .abandoned(best: best?.sample(of: step, attempts: attempts))
        }
    }
}
