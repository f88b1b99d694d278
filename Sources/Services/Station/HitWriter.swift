internal import CaseMessages
public import DeviceIdentity
internal import Encounters
internal import Foundation
internal import Ground
internal import Identification
public import Outbox

/// Makes sealed items of a hit and puts them into the outbox: on the disk when `queue` returns.
public struct HitWriter: Sendable {
    private let identity: StationIdentity
    private let outbox: Outbox
    private let open: OpenHit

    public init(identity: StationIdentity, outbox: Outbox, open: OpenHit) {
        self.identity = identity
        self.outbox = outbox
        self.open = open
    }

    /// What lies in the outbox now.
    struct Queued {
        /// The hit's own item, its idempotency key at the hub; the facts name the encounter.
        let item: UUIDv7
        /// How many of the encounter's it holds: those that no earlier hit has, as many as one can hold.
        let samples: Int
        /// Nothing of the encounter follows it.
        let isLast: Bool
        /// Why the hit had to go without a picture, as it says itself; nil where it did not.
        let withoutPicture: Fault?
    }

    /// The hit, and what of its pictures it cannot hold itself, are queued as one; where there is no room for a picture
    /// the hit goes without, and says so: nothing about a picture may cost a hit.
    ///
    /// - Returns: nil where there is nothing more to report.
    /// - Throws: ``Fault`` from sealing or the disk; nothing is queued then.
    func queue(_ encounter: Encounter) async throws(Fault) -> Queued? {
        let numbers = encounter.samples.indices.dropFirst(encounter.reported).prefix(HitMessage.mostSamples)
        let samples = encounter.samples[numbers].map { SealableSample($0) }
        let isLast = numbers.upperBound == encounter.samples.count && encounter.progress.isComplete
        // What the centre was told is to come is said to have come to its end, with or without more samples.
        guard !samples.isEmpty || isLast && encounter.item != nil && !encounter.isReported else { return nil }
        let identifier = isLast && encounter.item != nil ? encounter.lastItem : UUIDv7()
        guard let facts = HitFacts(encounter, numbers, identifier: identifier, device: identity.device) else {
            return nil
        }
        if !isLast {
            await open.keep { () throws(Fault) in try sealed(try interruption(of: encounter, after: facts))[0] }
        }
        let withoutPicture = try await enqueue(facts, samples)
        if isLast, encounter.item != nil { open.clear(identifier) }
        return Queued(
            item: facts.identifier, samples: samples.count, isLast: isLast, withoutPicture: withoutPicture)
    }

    /// What the centre is to hear if nothing follows this hit.
    private func interruption(of encounter: Encounter, after hit: HitFacts) throws(Fault) -> SealableHit {
        var facts = hit
        facts.identifier = encounter.lastItem
        facts.search.candidates = []
        facts.progress.missing = facts.progress.missing.map { missing in
            missing.reason == HitFacts.Progress.open
                ? .init(kind: missing.kind, position: missing.position, reason: "interrupted") : missing
        }
        facts.progress.isComplete = true
        facts.progress.supplements = encounter.item ?? hit.identifier
        return try SealableHit(facts, [])
    }

    /// - Returns: why it had to go without a picture; nil where it did not.
    private func enqueue(_ facts: HitFacts, _ samples: [SealableSample]) async throws(Fault) -> Fault? {
        let reason: Fault
        do throws(Fault) {
            try await outbox.enqueue(sealed(try SealableHit(facts, samples)))
            return nil
        } catch { reason = error }
        do throws(Fault) {
            try await outbox.enqueue(sealed(try SealableHit(facts, samples, .enclosed(reason))))
        } catch {
            try await outbox.enqueue(sealed(try SealableHit(facts, samples, .none(reason))))
        }
        return reason
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
        for (identifier, piece) in hit.pieces { items.append(try item(.attachment, identifier, piece.encoded())) }
        return items
    }
}

extension HitFacts {
    /// What the centre is told of an encounter; nil where nobody was found.
    ///
    /// - Parameter numbers: of the samples that this hit holds.
    fileprivate init?(_ encounter: Encounter, _ numbers: Range<Int>, identifier: UUIDv7, device: String) {
        guard let decision = encounter.decision, decision.colour != .green else { return nil }
        self.init(
            identifier: identifier, correlation: encounter.correlation, time: Timestamp(encounter.time),
            capture: Capture(device: device, officer: encounter.officer, purpose: encounter.purpose),
            search: Search(
                generations: encounter.generations, result: decision.colour == .red ? .red : .yellow,
                candidates: decision.candidates.prefix(100).map { HitCandidate($0, of: numbers) },
                furtherCandidates: decision.further > 0 ? decision.further : nil),
            progress: Progress(encounter, isLast: numbers.upperBound == encounter.samples.count))
    }
}

extension HitCandidate {
    fileprivate init(_ candidate: Candidate, of numbers: Range<Int>) {
        self.init(
            list: candidate.key.list, record: candidate.key.record, score: candidate.score,
            falsePositiveRate: candidate.falsePositiveRate, basis: candidate.basis.rawValue,
            evidence: candidate.evidence.filter { numbers.contains($0.sample) }.map {
                Evidence(
                    sample: $0.sample - numbers.lowerBound, kind: $0.kind.rawValue, position: $0.position,
                    score: $0.score)
            })
    }
}

extension HitFacts.Progress {
    /// Why something is missing that is still to come.
    fileprivate static let open = "open"

    fileprivate init(_ encounter: Encounter, isLast: Bool) {
        let progress = encounter.progress
        let missing = zip(progress.steps, progress.states).compactMap { step, state -> Missing? in
            let reason: String
            switch state {
            case .taken: return nil
            case .open: reason = Self.open
            case .excepted(let exception): reason = exception.reason.rawValue
            case .missing(let why): reason = why.rawValue
            }
            return Missing(kind: step.kind.rawValue, position: step.position, reason: reason)
        }
        self.init(
            plan: progress.plan.description, missing: missing, isComplete: isLast && progress.isComplete,
            supplements: encounter.item)
    }
}
