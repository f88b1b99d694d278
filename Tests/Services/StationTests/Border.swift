import Capture
import CaseMessages
import CollectingLog
import Crypto
import Emulators
import Evidence
import Fingerprint
import Foundation
import Ground
import Identification
import Imaging
import ListFiles
import Logging
import Operations
import Outbox
import Readers
import Synchronization
import SyntheticPrints
import Testing
import TrustedUpdate

@testable import DeviceIdentity
@testable import Station
@testable import Watchlist

/// A whole border post in a folder of its own: a centre that publishes, emulated readers, a running station.
final class Border: Sendable {
    let folder: URL
    let glasses: [EmulatedURU4000]
    var glass: EmulatedURU4000 { glasses[0] }
    let announcer: Announcer
    let currentLists = CurrentLists()
    let outbox: Outbox
    let openHit: OpenHit
    let identity: StationIdentity
    let lists: ListKeeper
    let hubKey = OpeningKey()
    let receiptKey = Curve25519.Signing.PrivateKey()
    let recorder: AuditRecorder
    let log = CollectingLog()
    let heartbeat: Heartbeat
    let orders = OfficerOrders()
    /// What the heartbeat's clock was asked for: once at the beginning of each piece of work.
    let beats = Beats()

    final class Beats: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        fileprivate func step() { count.withLock { $0 += 1 } }
    }
    let station: Station
    let watches: [ReaderWatch]
    let publisher: ListPublisher
    let repository: TrustedRepository
    let listKeys: [ListKey]

    var state: StateDirectory { StateDirectory(folder.appending(path: "device")) }

    /// - Parameters:
    ///   - policy: the site's, with a quality that the synthetic prints reach.
    ///   - purpose: of the searches; one that is too long for a record of the audit log keeps answers out of it.
    ///   - owners: whose lists the station has keys for.
    ///   - later: whose lists it has keys for by ``notice()`` alone.
    ///   - limits: of the outbox; nil for `outboxItems` and no others.
    ///   - number: of emulated readers.
    ///   - clock: of all waits for a finger.
    ///   - other: another reader than the emulated one.
    init(
        outboxItems: Int = 100,
        policy: StationPolicy = StationPolicy(decision: .standard, searchThreads: 1, minimumQuality: 20),
        lists owners: [String] = ["interpol"], later: [String] = [], purpose: String = "entry",
        metrics: StationMetrics = StationMetrics(), limits: OutboxLimits? = nil,
        readers number: Int = 1, reader other: (any FingerprintReader)? = nil, sources: [any SampleSource]? = nil,
        modalities: [any Modality] = [FingerprintModality()], clock: any Clock<Duration> = ContinuousClock()
    ) async throws {
        let glasses = (1...number).map { place in
            EmulatedURU4000(serial: place == 1 ? "emulated" : "emulated-\(place)", imageTime: .zero)
        }
        self.glasses = glasses
        announcer = Announcer(readers: glasses.map { _ in "emulated" }, metrics: metrics)
        folder = FileManager.default.temporaryDirectory.appending(path: "border-\(UUID().uuidString)")
        let state = StateDirectory(folder.appending(path: "device"))
        try state.prepare()
        let centre = folder.appending(path: "centre")
        repository = try await TrustedRepository.create(
            folder: centre, keys: folder.appending(path: "keys"), now: Date())
        let listKeys = try (owners + later).enumerated().map { try ListKey.random(identifier: "k\($0 + 1)", list: $1) }
        self.listKeys = listKeys
        publisher = try ListPublisher(
            directory: folder.appending(path: "publisher"), repository: repository, keys: listKeys)
        let stationKey = OpeningKey()
        identity = StationIdentity(
            device: "post-7", trustedRoot: try await repository.trustedRoot(), key: stationKey,
            hub: hubKey.sealingKey, receiptKey: receiptKey.publicKey,
            sealedListKeys: try Self.seal(listKeys.prefix(owners.count), for: stationKey))
        outbox = try Outbox(state.station.outbox, limits: limits ?? OutboxLimits(items: outboxItems))
        openHit = OpenHit(state.station.openHit, outbox: outbox, logger: log.logger)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        lists = ListKeeper(
            store: try ListStore(identity: identity, state: state.station), incoming: centre,
            wanted: state.station.wanted, modalities: modalities, currentLists: currentLists,
            announcer: announcer, logger: log.logger)
        heartbeat = Heartbeat(patience: .seconds(60)) { [beats] in
            beats.step()
            return .now
        }
        let duty = try OfficerOnDuty(officer: "officer-7", purpose: purpose)
        let audit = try AuditLog(
            state.station.audit, anchor: state.station.auditAnchor,
            key: identity.key.derivedKey(for: AuditAnchor.keyUse))
        recorder = AuditRecorder(log: audit, duty: duty, announcer: announcer, logger: logger)
        let readers = glasses.map { glass in
            ManagedReader(
                source: DeviceManager(catalogue: ReaderCatalogue(bus: glass.bus, drivers: Readers.drivers())).source())
        }
        station = Station(
            sources: sources ?? readers.map { [log] in Self.source(other ?? $0, policy, log.logger, clock) },
            currentLists: currentLists,
            hits: HitWriter(identity: identity, outbox: outbox, open: openHit),
            duty: duty, policy: policy, orders: orders, announcer: announcer, recorder: recorder, logger: log.logger,
            heartbeat: heartbeat, clock: clock)
        watches = readers.enumerated().map { [announcer, recorder] place, reader in
            ReaderWatch(reader: reader, place: place, announcer: announcer, recorder: recorder)
        }
    }

    static func seal(_ keys: some Sequence<ListKey>, for station: OpeningKey) throws -> [SealedListKey] {
        try keys.map { key in
            SealedListKey(
                identifier: key.identifier, list: key.list,
                sealed: Data(try station.sealingKey.seal(key.secret, for: .listKey)))
        }
    }

    /// The hub's notice of every list key, as the link leaves it.
    func notice() throws -> Data {
        try WireJSON.encode(
            ListKeyNotice(
                try Self.seal(listKeys, for: identity.key), lists: Set(listKeys.map(\.list)), device: identity.device,
                issued: Timestamp(milliseconds: 2), signedBy: receiptKey))
    }

    /// The centre has such a list no more.
    func withdraw(_ list: String) async throws { try await repository.withdraw(list, now: Date()) }

    static func source(
        _ reader: any FingerprintReader, _ policy: StationPolicy, _ logger: Logger,
        _ clock: any Clock<Duration> = ContinuousClock()
    ) -> FingerSource {
        FingerSource(
            reader: reader, extractor: TemplateExtractor(), minimumQuality: policy.minimumQuality,
            policy: policy.acquisition, logger: logger, clock: clock)
    }

    /// Runs the station and the watch over its readers while `body` plays the traveller; the folder is gone afterwards.
    func open(_ body: () async throws -> Void) async throws {
        let services = Task { [station, watches] in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for watch in watches { group.addTask { try await watch.run() } }
                group.addTask { try await station.run() }
                try await group.waitForAll()
            }
        }
        defer { services.cancel() }
        try await body()
        services.cancel()
        try? await services.value
        try FileManager.default.removeItem(at: folder)
    }

    /// Publishes changes and brings them into force.
    ///
    /// - Parameters:
    ///   - until: when the records end.
    ///   - more: parts that each record has beside its finger.
    ///   - display: who each record is.
    ///   - odd: the identifier of another record, with the first finger's print.
    ///   - unreadable: a record whose template no version can read is among them.
    func publish(
        _ list: String = "interpol", adding added: [Int] = [], removing removed: [Int] = [], until: Date? = nil,
        more: [RecordPart] = [], display: DisplayData? = nil, unreadable: Bool = false, odd: String? = nil,
        takenUp: Bool = true
    ) async throws {
        var changes: [ListChange] = removed.map { .remove(id: "finger\($0)") }
        for finger in added {
            let template = try TemplateExtractor().extract(print(finger, impression: 1)).template
            changes.append(
                .put(
                    WatchlistRecord(
                        id: "finger\(finger)", notice: .red, reference: "2026/\(finger)", validUntil: until,
                        caution: "armed", cautions: display == nil ? [] : [.violent, .armed], instruction: "detain",
                        parts: [
                            RecordPart(finger: .rightIndex, template: template.withBytes { WipingBytes($0) })
                        ] + more, display: display)))
        }
        if let odd {
            let template = try TemplateExtractor().extract(print(1, impression: 1)).template.withBytes {
                WipingBytes($0)
            }
            let finger = RecordPart(finger: .rightIndex, template: template)
            changes.append(.put(WatchlistRecord(id: odd, notice: .red, reference: "2026/odd", parts: [finger])))
        }
        if unreadable {
            let finger = RecordPart(finger: .rightIndex, template: WipingBytes([1, 2, 3]))
            changes.append(
                .put(WatchlistRecord(id: "odd", notice: .red, reference: "2026/odd", parts: [finger])))
        }
        try await publisher.publish(list, changes, now: Date())
        if takenUp { await lists.update() }
    }

    /// Publishes one person with several synthetic fingers, by their numbers.
    func publish(person: String, fingers: [FingerPosition: Int]) async throws {
        let parts = try fingers.map { position, finger in
            let template = try TemplateExtractor().extract(print(finger, impression: 1)).template
            return RecordPart(finger: position, template: template.withBytes { WipingBytes($0) })
        }
        let record = WatchlistRecord(id: person, notice: .red, reference: person, instruction: "detain", parts: parts)
        try await publisher.publish("interpol", [.put(record)], now: Date())
        await lists.update()
    }

    /// Publishes a base of one record, which no publisher would have let pass, and lets the keeper look at it.
    ///
    /// - Parameter isReadable: whether a station can read the record.
    func publishOdd(_ list: String, generation: Int, isReadable: Bool) async throws {
        let entry =
            isReadable
            ? try ListEntry(WatchlistRecord(id: "odd", notice: .red, reference: "2026/odd", parts: []))
            : try ListEntry(id: "odd", .put(WipingBytes([255, 255, 255])))
        var pager = ListPager(owner: list, records: 1)
        _ = pager.add(entry)
        _ = pager.finish()
        let key = try #require(listKeys.first { $0.list == list })
        var random = SystemRandomNumberGenerator()
        let header = try ListHeader(
            format: .two, kind: .base, key: key, from: 0, generation: generation, records: 1,
            resultDigest: try pager.digest(), using: &random)
        var data = Data()
        try withoutActuallyEscaping({ (bytes: [UInt8]) throws(Fault) in data += bytes }) { append in
            var writer = try ListFileWriter(header, key: key, compresses: true, append: append)
            try writer.write(entry)
            try writer.finish()
        }
        try await repository.publish(adding: [try ListTarget.target(header, data: data)], now: Date())
        await lists.update()
    }

    /// Another keeper of the same station, as after a restart.
    func keeper(
        keyRing: ListKeyRing? = nil, sleep: @escaping PeriodicService.Sleep = { try await Task.sleep(for: $0) }
    ) throws -> ListKeeper {
        ListKeeper(
            store: try ListStore(identity: identity, state: state.station), incoming: incoming,
            wanted: state.station.wanted, modalities: [FingerprintModality()],
            currentLists: currentLists, announcer: announcer, logger: log.logger, keyRing: keyRing, sleep: sleep)
    }
}
