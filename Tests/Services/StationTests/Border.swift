import Capture
import CaseMessages
import Crypto
import Emulators
import Evidence
import Fingerprint
import Foundation
import Ground
import Identification
import Imaging
import Logging
import Outbox
import Readers
import SyntheticPrints
import TrustedUpdate
import Watchlist

@testable import DeviceIdentity
@testable import Station

/// A whole border post in a folder of its own: a centre that publishes, an emulated reader, a running station.
final class Border: Sendable {
    let folder: URL
    let glass = EmulatedURU4000(imageTime: .zero)
    let announcer = Announcer()
    let inForce = InForce()
    let outbox: Outbox
    let identity: StationIdentity
    let lists: ListKeeper
    let hubKey = OpeningKey()
    let receiptKey = Curve25519.Signing.PrivateKey()
    let ledger: Ledger
    private let station: Station
    private let publisher: ListPublisher

    var state: StateDirectory { StateDirectory(folder.appending(path: "device")) }

    init(outboxItems: Int = 100) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "border-\(UUID().uuidString)")
        let state = StateDirectory(folder.appending(path: "device"))
        try state.prepare()
        let centre = folder.appending(path: "centre")
        let repository = try await TrustedRepository.create(
            folder: centre, keys: folder.appending(path: "keys"), now: Date())
        let key = try ListKey.random(identifier: "k1", list: "interpol")
        publisher = try ListPublisher(
            directory: folder.appending(path: "publisher"), repository: repository, keys: [key])
        let stationKey = OpeningKey()
        identity = StationIdentity(
            device: "post-7", trustedRoot: try await repository.trustedRoot(), key: stationKey,
            hub: hubKey.sealingKey, receiptKey: receiptKey.publicKey,
            sealedListKeys: [
                SealedListKey(
                    identifier: "k1", list: "interpol",
                    sealed: Data(try stationKey.sealingKey.seal(key.secret, for: .listKey)))
            ])
        outbox = try Outbox(state.outbox, limits: OutboxLimits(items: outboxItems))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        lists = ListKeeper(
            store: try ListStore(identity: identity, state: state), incoming: centre, inForce: inForce,
            announcer: announcer, logger: logger)
        let duty = Duty(officer: "officer-7", purpose: "entry")
        let audit = try AuditLog(
            state.audit, anchor: state.auditAnchor, key: identity.key.derivedKey(for: AuditAnchor.keyUse))
        ledger = Ledger(log: audit, duty: duty, logger: logger)
        station = Station(
            reader: ManagedReader(
                source: DeviceManager(catalogue: ReaderCatalogue(bus: glass.bus, drivers: Readers.drivers())).source()),
            extractor: TemplateExtractor(), inForce: inForce,
            hits: HitWriter(identity: identity, outbox: outbox, duty: duty),
            policy: StationPolicy(decision: .standard, searchThreads: 1, minimumQuality: 20),
            announcer: announcer, ledger: ledger, logger: logger)
    }

    /// Runs the station while `body` plays the traveller; the folder is gone afterwards.
    func open(_ body: () async throws -> Void) async throws {
        let service = Task { [station] in try await station.run() }
        do { try await body() } catch {
            service.cancel()
            throw error
        }
        service.cancel()
        try? await service.value
        try FileManager.default.removeItem(at: folder)
    }

    /// Publishes changes and brings them into force.
    ///
    /// - Parameters:
    ///   - until: when the records end.
    ///   - unreadable: a record whose template no version can read is among them.
    func publish(
        adding added: [Int] = [], removing removed: [Int] = [], until: Date? = nil, unreadable: Bool = false
    ) async throws {
        var changes: [ListChange] = removed.map { .remove(id: "finger\($0)") }
        for finger in added {
            let template = try TemplateExtractor().extract(print(finger, impression: 1)).template
            changes.append(
                .put(
                    WatchlistRecord(
                        id: "finger\(finger)", notice: .red, reference: "2026/\(finger)", validUntil: until,
                        caution: "armed",
                        instruction: "detain",
                        fingers: [
                            ListedFinger(position: .rightIndex, template: template.withBytes { WipingBytes($0) })
                        ])))
        }
        if unreadable {
            let finger = ListedFinger(position: .rightIndex, template: WipingBytes([1, 2, 3]))
            changes.append(
                .put(WatchlistRecord(id: "odd", notice: .red, reference: "2026/odd", fingers: [finger])))
        }
        try await publisher.publish("interpol", changes, now: Date())
        await lists.update()
    }

    /// The folder that stands for `incoming/`.
    var incoming: URL { folder.appending(path: "centre") }

    /// An impression of a synthetic finger, as its picture.
    func print(_ finger: Int, impression: Int) -> GrayImage {
        SyntheticPrints.impression(finger: finger, impression: impression, seed: 77, strength: 0.5).image
    }

    /// Lays the picture on the glass, again whenever the station asks, and lifts it when the answer is there.
    func present(_ picture: GrayImage) async throws -> (answer: Answer, retries: [Retry.Reason]) {
        let events = announcer.events()
        try await glass.present(picture)
        var retries: [Retry.Reason] = []
        var answer: Answer?
        for await event in events {
            switch event {
            case .retry(let retry):
                retries.append(retry.reason)
                await glass.lift()
                try await glass.present(picture)
            case .answer(let given):
                answer = given
                await glass.lift()
            case .glassFree:
                if let answer { return (answer, retries) }
            default: break
            }
        }
        throw Fault(.init("test.silence"), "the station stopped without an answer")
    }
}
