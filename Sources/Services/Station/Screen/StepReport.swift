internal import Encounters
public import Identification

/// How far one step of a plan has come, for the officer.
public struct StepReport: Sendable, Codable, Equatable {
    public enum Name: String, Sendable, Codable { case open, taken, excepted, missing }

    public let kind: ModalityKind
    /// As it is declared; 0 is any.
    public let position: UInt8
    public let state: Name
    /// Why it is missing or excepted: as ``Missing`` and ``CaptureException/Reason`` spell it; nil where it is neither.
    public let reason: String?
    public let attempts: Int
    /// Number of the reader that this finger is to be placed on, from 1; nil where there is one, or nothing is to be placed.
    public internal(set) var reader: Int?
    /// 0...100; nil where nothing was taken.
    public let quality: Int?

    init(_ step: Step, _ state: PlanProgress.State, attempts: Int, samples: [Sample]) {
        (kind, position, self.attempts) = (step.kind, step.position, attempts)
        switch state {
        case .open: (self.state, reason, quality) = (.open, nil, nil)
        case .taken(let sample):
            (self.state, reason, quality) = (
                .taken, nil, samples.indices.contains(sample) ? samples[sample].quality : nil
            )
        case .excepted(let exception): (self.state, reason, quality) = (.excepted, exception.reason.rawValue, nil)
        case .missing(let why): (self.state, reason, quality) = (.missing, why.rawValue, nil)
        }
    }
}
