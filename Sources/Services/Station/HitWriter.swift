internal import Capture
internal import CaseMessages
public import DeviceIdentity
internal import Fingerprint
internal import Foundation
internal import Ground
internal import Identification
internal import Imaging
public import Outbox

/// Makes a sealed item of a hit and puts it into the outbox: on the disk when `queue` returns.
public struct HitWriter: Sendable {
    private let identity: StationIdentity
    private let outbox: Outbox
    private let duty: Duty

    public init(identity: StationIdentity, outbox: Outbox, duty: Duty) {
        self.identity = identity
        self.outbox = outbox
        self.duty = duty
    }

    /// - Parameter generations: list owner to generation, as searched.
    /// - Returns: the item's identifier, its idempotency key at the hub; the facts name the encounter.
    /// - Throws: ``Fault`` from sealing or the disk; nothing is queued then.
    func queue(
        _ decision: Decision, of extraction: Extraction, in frame: Frame, correlation: UUIDv7,
        generations: [String: Int]
    ) async throws(Fault) -> UUIDv7 {
        let identifier = UUIDv7()
        let facts = HitFacts(
            identifier: identifier, correlation: correlation, time: Timestamp(Date()),
            capture: HitFacts.Capture(
                device: identity.device, readerName: frame.reader.name, readerModel: frame.reader.model,
                officer: duty.officer, purpose: duty.purpose),
            search: HitFacts.Search(
                generations: generations, result: decision.colour == .red ? .red : .yellow,
                candidates: decision.candidates.prefix(100).map(HitFacts.Candidate.init)),
            probe: HitFacts.Probe(
                quality: Int(extraction.quality.value), imageWidth: frame.image.width,
                imageHeight: frame.image.height,
                pixelsPerInch: frame.image.pixelsPerInch ?? frame.reader.pixelsPerInch, templateFormat: .ridgeline1))
        let pixels = frame.image.withPixels { WipingBytes($0) }
        let template = extraction.template.withBytes { WipingBytes($0) }
        let hit = try HitMessage(facts: facts, pixels: pixels, template: template)
        let sealed = try identity.seal(hit.encoded(), item: identifier)
        try await outbox.enqueue(
            SealedItem(identifier: identifier, kind: .hit, created: facts.time, bytes: Data(sealed)))
        return identifier
    }
}

extension HitFacts.Candidate {
    fileprivate init(_ candidate: Candidate) {
        self.init(
            list: candidate.key.list, record: candidate.key.record, finger: candidate.key.finger.rawValue,
            score: candidate.score, falsePositiveRate: candidate.falsePositiveRate)
    }
}
