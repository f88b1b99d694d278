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

    public init(identity: StationIdentity, outbox: Outbox) {
        self.identity = identity
        self.outbox = outbox
    }

    /// - Returns: the item's identifier, its idempotency key at the hub; the facts name the encounter. nil where there
    ///   is nothing to report.
    /// - Throws: ``Fault`` from sealing or the disk; nothing is queued then.
    func queue(_ encounter: Encounter) async throws(Fault) -> UUIDv7? {
        let identifier = UUIDv7()
        guard let facts = HitFacts(encounter, identifier: identifier, device: identity.device),
            let print = encounter.print
        else { return nil }
        let pixels = print.frame.image.withPixels { WipingBytes($0) }
        let template = print.extraction.template.withBytes { WipingBytes($0) }
        let hit = try HitMessage(facts: facts, pixels: pixels, template: template)
        let sealed = try identity.seal(hit.encoded(), item: identifier)
        try await outbox.enqueue(
            SealedItem(identifier: identifier, kind: .hit, created: facts.time, bytes: Data(sealed)))
        return identifier
    }
}

extension HitFacts {
    /// What the centre is told of an encounter; nil where nobody was found.
    fileprivate init?(_ encounter: Encounter, identifier: UUIDv7, device: String) {
        guard let decision = encounter.decision, let print = encounter.print, decision.colour != .green else {
            return nil
        }
        let (image, reader) = (print.frame.image, print.frame.reader)
        self.init(
            identifier: identifier, correlation: encounter.correlation, time: Timestamp(encounter.time),
            capture: Capture(
                device: device, readerName: reader.name, readerModel: reader.model, officer: encounter.officer,
                purpose: encounter.purpose),
            search: Search(
                generations: encounter.generations, result: decision.colour == .red ? .red : .yellow,
                candidates: decision.candidates.prefix(100).map(HitFacts.Candidate.init)),
            probe: Probe(
                quality: encounter.quality, imageWidth: image.width, imageHeight: image.height,
                pixelsPerInch: image.pixelsPerInch ?? reader.pixelsPerInch, templateFormat: .ridgeline1))
    }
}

extension HitFacts.Candidate {
    fileprivate init(_ candidate: Identification.Candidate) {
        self.init(
            list: candidate.key.list, record: candidate.key.record, finger: candidate.key.finger.rawValue,
            score: candidate.score, falsePositiveRate: candidate.falsePositiveRate)
    }
}
