import Capture
import Crypto
import DeviceIdentity
import Emulators
import EncounterClient
import Encounters
import Evidence
import Fingerprint
import Foundation
import Ground
import Identification
import Imaging
import Laboratory
import Logging
import Outbox
import Readers
import Station
import SyntheticPrints
import TrustedUpdate
import Watchlist

/// A station in this process, and two travellers for it: one who is listed, and one who is not.
struct EncounterBench {
    private static let seed: UInt64 = 77
    private static let person = "listed"

    struct Done {
        let verdict: Verdict
        /// Sum over the fingers, each from lying on the glass to what the screen says of it, and what the traveller is kept
        /// waiting before he may place the next.
        let milliseconds: Double
    }

    private let glass = EmulatedURU4000()
    private let announcer = Announcer(officer: "bench", isEmulated: true)
    private let keeper: ListKeeper
    private let station: Station
    private let watch: ReaderWatch
    /// By whether he is listed, in the order of the plan.
    private let prints: [Bool: [GrayImage]]

    init(plan: Plan, gallery: Int, folder: URL) async throws {
        let state = StateDirectory(folder.appending(path: "device"))
        try state.prepare()
        let count = plan.steps.count
        prints = [true: 0, false: count].mapValues { first in (1...count).map { Self.print(first + $0, impression: 2) }
        }
        let (published, trustedRoot, key) = try await Self.publish(plan, gallery: gallery, in: folder)

        let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        let identity = StationIdentity(
            device: "bench", trustedRoot: trustedRoot, key: OpeningKey(), hub: OpeningKey().sealingKey,
            receiptKey: Curve25519.Signing.PrivateKey().publicKey, sealedListKeys: [])
        let currentLists = CurrentLists()
        keeper = ListKeeper(
            store: try ListStore(
                directory: state.station.lists, trust: state.station.trust, trustedRoot: trustedRoot, listKeys: [key],
                storageKey: WipingBytes([UInt8](repeating: 7, count: 32))),
            incoming: published, wanted: state.station.wanted, modalities: [FingerprintModality()],
            currentLists: currentLists, announcer: announcer, logger: logger)
        let duty = try OfficerOnDuty(officer: "bench", purpose: "bench")
        let audit = try AuditLog(
            state.station.audit, anchor: state.station.auditAnchor,
            key: identity.key.derivedKey(for: AuditAnchor.keyUse))
        let recorder = AuditRecorder(log: audit, duty: duty, announcer: announcer, logger: logger)
        let reader = ManagedReader(source: try Readers.source(of: .emulated, emulated: glass.bus))
        // Looking for a better print takes the reader's time, not ours.
        let acquisition = AcquisitionPolicy(time: .zero, patience: StationPolicy.patience)
        let policy = StationPolicy(
            decision: .standard, searchThreads: 2, minimumQuality: 20, acquisition: acquisition, plan: plan)
        let outbox = try Outbox(state.station.outbox, limits: OutboxLimits(bytes: .max, items: .max))
        station = Station(
            sources: [
                FingerSource(
                    reader: reader, extractor: TemplateExtractor(threads: policy.searchThreads),
                    minimumQuality: policy.minimumQuality, policy: acquisition, logger: logger)
            ],
            currentLists: currentLists,
            hits: HitWriter(
                identity: identity, outbox: outbox,
                open: OpenHit(state.station.openHit, outbox: outbox, logger: logger)),
            duty: duty, policy: policy, orders: OfficerOrders(), announcer: announcer, recorder: recorder,
            logger: logger)
        watch = ReaderWatch(reader: reader, announcer: announcer, recorder: recorder)
    }

    /// Runs the station until `body` is done.
    func open<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        let services = Task { [station, watch, keeper] in
            async let watching: Void = watch.run()
            async let keeping: Void = keeper.run()
            try await station.run()
            _ = try await (watching, keeping)
        }
        defer { services.cancel() }
        for await screen in announcer.screens() where screen.lists != nil && screen.reader.name == .ready { break }
        let result = try await body()
        services.cancel()
        _ = await services.result
        return result
    }

    /// One traveller, who lifts and places as the station asks.
    ///
    /// - Parameter pause: that he needs from one finger's lifting to the next one's placing.
    /// - Throws: ``Fault`` `bench.verdict` where the encounter came to none.
    func encounter(listed: Bool, pause: Duration) async throws -> Done {
        var placing = Placing()
        var (placed, lifted, own) = (ContinuousClock.now, ContinuousClock.now - pause, Duration.zero)
        for await screen in announcer.screens() {
            switch placing.act(on: screen) {
            case .wait: break
            case .place(let step, _):
                guard let print = prints[listed]?[step] else { break }
                if step > 0 { own += max(.zero, .now - (lifted + pause)) }
                try await Task.sleep(until: lifted + pause)
                try await glass.present(print)
                placed = .now
            case .lift:
                own += .now - placed
                await glass.lift()
                lifted = .now
            case .over:
                guard case .verdict(let verdict)? = placing.end else {
                    throw Fault(.benchVerdict, "an encounter of the measurement came to no verdict; report this")
                }
                return Done(verdict: verdict, milliseconds: own / .milliseconds(1))
            }
        }
        throw Fault(.benchVerdict, "the station of the measurement has stopped; report this")
    }

    /// A list of one person whose prints are shown and as many made-up ones as the gallery still wants.
    private static func publish(
        _ plan: Plan, gallery: Int, in folder: URL
    ) async throws -> (published: URL, trustedRoot: Data, key: ListKey) {
        let published = folder.appending(path: "published")
        let repository = try await TrustedRepository.create(
            folder: published, keys: folder.appending(path: "keys"), now: Date())
        let key = try ListKey.random(identifier: "bench-1", list: "bench")
        let publisher = try ListPublisher(
            directory: folder.appending(path: "publisher"), repository: repository, keys: [key])
        let positions = DemoPrints.positions(plan)
        let extractor = TemplateExtractor()
        var random = RandomTemplates(seed: seed)
        var changes = [
            try put(
                person, positions,
                try (1...positions.count).map { try extractor.extract(print($0, impression: 1)).template })
        ]
        for number in 1..<max(2, gallery / positions.count) {
            changes.append(try put("person-\(number)", positions, positions.map { _ in random.next(minutiae: 55) }))
        }
        _ = try await publisher.publish("bench", changes, now: Date())
        try DurableFile.write(Data("1".utf8), to: published.appending(path: "ready"))
        return (published, try await repository.trustedRoot(), key)
    }

    private static func put(
        _ record: String, _ positions: [FingerPosition], _ templates: [Template]
    ) throws -> ListChange {
        .put(
            WatchlistRecord(
                id: record, notice: .red, reference: record,
                parts: zip(positions, templates).map { position, template in
                    RecordPart(finger: position, template: template.withBytes { WipingBytes($0) })
                }))
    }

    private static func print(_ finger: Int, impression: Int) -> GrayImage {
        SyntheticPrints.impression(finger: finger, impression: impression, seed: seed, strength: 0.5).image
    }
}
