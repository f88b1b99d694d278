internal import Capture
internal import CaseMessages
public import DeviceIdentity
internal import Fingerprint
internal import Foundation
internal import Ground
internal import Identification
internal import Imaging
public import Outbox

/// Makes sealed items of a hit and puts them into the outbox: on the disk when `queue` returns.
public struct HitWriter: Sendable {
    private let identity: StationIdentity
    private let outbox: Outbox

    public init(identity: StationIdentity, outbox: Outbox) {
        self.identity = identity
        self.outbox = outbox
    }

    /// What lies in the outbox now.
    struct Queued {
        /// The hit's own item, its idempotency key at the hub; the facts name the encounter.
        let item: UUIDv7
        /// Why the hit had to go without its picture, as it says itself; nil where it did not.
        let withoutPicture: Fault?
    }

    /// The hit, and what of its picture it cannot hold itself, are queued as one; where there is no room for the picture
    /// the hit goes without, and says so: nothing about a picture may cost a hit.
    ///
    /// - Returns: nil where there is nothing to report.
    /// - Throws: ``Fault`` from sealing or the disk; nothing is queued then.
    func queue(_ encounter: Encounter) async throws(Fault) -> Queued? {
        let identifier = UUIDv7()
        guard let print = encounter.print,
            let facts = HitFacts(encounter, print, identifier: identifier, device: identity.device)
        else { return nil }
        do throws(Fault) {
            try await outbox.enqueue(sealed(try SealableHit(facts, print)))
            return Queued(item: identifier, withoutPicture: nil)
        } catch {
            try await outbox.enqueue(sealed(try SealableHit(facts, print, withoutPicture: error)))
            return Queued(item: identifier, withoutPicture: error)
        }
    }

    /// The hit first, then its pieces.
    private func sealed(_ hit: SealableHit) throws(Fault) -> [SealedItem] {
        let facts = hit.message.facts
        func item(_ kind: ItemKind, _ identifier: UUIDv7, _ bytes: WipingBytes) throws(Fault) -> SealedItem {
            SealedItem(
                identifier: identifier, kind: kind, created: facts.time,
                bytes: Data(try identity.seal(bytes, item: identifier)))
        }
        var items = [try item(.hit, facts.identifier, try hit.message.encoded())]
        for (identifier, piece) in zip(facts.probe.picture?.attachment?.pieces ?? [], hit.pieces) {
            items.append(try item(.attachment, identifier, piece.encoded()))
        }
        return items
    }
}

extension HitFacts {
    /// What the centre is told of an encounter; nil where nobody was found.
    fileprivate init?(_ encounter: Encounter, _ print: AssessedPrint, identifier: UUIDv7, device: String) {
        guard let decision = encounter.decision, decision.colour != .green else { return nil }
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
            list: candidate.key.list, record: candidate.key.record, finger: candidate.evidence.first?.position ?? 0,
            score: candidate.score, falsePositiveRate: candidate.falsePositiveRate)
    }
}
