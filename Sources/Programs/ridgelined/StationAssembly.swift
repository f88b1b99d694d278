import Capture
import DeviceIdentity
import DeviceSettings
import Emulators
import Evidence
import Fingerprint
import Foundation
import Ground
import Identification
import Kiosk
import Logging
import Operations
import Outbox
import ServiceLifecycle
import Station
import Watchlist

/// Builds the parts of the station from its settings and runs them until a signal comes.
struct StationAssembly {
    /// The station, built and not yet running.
    struct Assembled {
        let services: [any Service]
        /// What the officer sees.
        let announcer: Announcer
        /// Empty for real readers.
        let emulators: [EmulatedURU4000]
        /// No other station works here as long as this is held.
        let lock: FileLock
        /// Where the key of the officer's page lies.
        let door: URL
    }

    /// What this station searches with; a new modality is a line here.
    static let modalities: [any Modality] = [FingerprintModality()]

    let settings: Settings<StationSettings>
    let logger: Logger

    func run() async throws {
        let station = try await assembled()
        defer { station.lock.release() }
        try await ServiceGroup.daemon(station.services, logger: logger).run()
        try KioskKey.remove(from: station.door)
    }

    /// - Throws: ``Fault`` of whatever part cannot be built, naming it; nothing is held then.
    func assembled() async throws -> Assembled {
        let directory = StateDirectory(URL(filePath: settings.state))
        _ = try DeviceRecord.load(directory)
        let state = directory.station
        try state.prepare()
        try state.check()
        // Before anything is opened: two stations would break the chain of evidence.
        let lock = try await state.hold()
        let identity = try StationIdentity.load(directory)
        let cameraSetting = try CameraSetting(settings.camera)
        let readerSettings = try ReaderSettings(settings.reader)
        // Nobody shall take a test rig for a border: it is said with every start, whatever the level of the journal.
        if readerSettings.isEmulated {
            logger.critical("the reader is EMULATED, as the settings say: no finger is read")
        }
        if cameraSetting == .emulated { logger.critical("the camera is EMULATED, as the settings say: nobody is seen") }
        let door = KioskKey.folder(settings.kioskDoor, state: directory.root)
        let camera = try CameraChoice.make(cameraSetting)
        let choice = try ReaderChoice(readerSettings)

        let outbox = try SetAside.openOutbox(in: state, now: Timestamp(Date()), logger: logger)
        let audit = AuditLog.open(
            state.audit, anchor: state.auditAnchor, key: identity.key.derivedKey(for: AuditAnchor.keyUse),
            isExpected: state.hasRun,
            onTrouble: { [logger] in logger.error("audit log", metadata: ["fault": "\($0)"]) })
        let duty = try OfficerOnDuty(officer: settings.officer, purpose: settings.purpose)
        let announcer = Announcer(
            officer: duty.officer, isEmulated: readerSettings.isEmulated,
            readers: readerSettings.all.map(\.description))
        let recorder = AuditRecorder(log: audit.log, duty: duty, announcer: announcer, logger: logger)
        let currentLists = CurrentLists()
        let keyRing = ListKeyRing(identity: identity, state: state)
        SetAside.clearWay(in: state, now: Timestamp(Date()), logger: logger)
        SetAside.checkTrust(in: state, root: identity.trustedRoot, now: Timestamp(Date()), logger: logger)
        let store = try ListStore(identity: identity, state: state)
        let clockWatch = ClockWatch(state.seenTime, currentLists: currentLists, announcer: announcer, logger: logger)

        let heartbeat = Heartbeat(patience: .seconds(60))
        let policy = try StationPolicy(settings)
        let fingers = choice.readers.map { reader in
            FingerSource(
                reader: reader, extractor: TemplateExtractor(threads: policy.searchThreads),
                minimumQuality: policy.minimumQuality, policy: policy.acquisition, logger: logger)
        }
        let orders = OfficerOrders()
        let open = OpenHit(state.openHit, outbox: outbox, logger: logger)
        await open.sendInterrupted()
        let station = Station(
            sources: fingers, currentLists: currentLists,
            hits: HitWriter(identity: identity, outbox: outbox, open: open),
            duty: duty, policy: policy, orders: orders, announcer: announcer, recorder: recorder, logger: logger,
            heartbeat: heartbeat, clockWatch: clockWatch)
        let systemd = SystemdNotifier(heartbeat: heartbeat, pulse: { await station.pulse() })
        let watches = choice.readers.enumerated().map { place, reader in
            ReaderWatch(reader: reader, place: place, announcer: announcer, recorder: recorder)
        }
        let lists = ListKeeper(
            store: store, incoming: state.incoming, wanted: state.wanted, modalities: Self.modalities,
            currentLists: currentLists, announcer: announcer, logger: logger, keyRing: keyRing,
            onRestored: systemd.ready)
        let receipts = MailCollector.receipts(
            in: state, outbox: outbox, identity: identity, announcer: announcer, logger: logger)
        let replies = MailCollector.replies(in: state, identity: identity, announcer: announcer, logger: logger)
        let setAside = SetAsideWatch(state, announcer: announcer, logger: logger)
        setAside.look()
        let (whenListening, listening) = AsyncStream.makeStream(of: Never.self)
        let sockets = PassedSockets.take()
        let key = try KioskKey.keep(
            in: door, isOwn: settings.kioskDoor.isEmpty, port: settings.kioskPort, isPortHeld: !sockets.isEmpty
        ) { [logger] fault in
            logger.critical("kiosk's key", metadata: ["fault": "\(fault)"])
        }
        let kiosk = Kiosk(
            door: KioskDoor(
                port: settings.kioskPort, sockets: sockets, users: try KioskUser.allowed(settings.kioskUser), key: key),
            announcer: announcer, recorder: recorder, orders: orders,
            emulation: choice.emulation, camera: camera, logger: logger, onListening: listening.finish)
        let keysUnwritten = Refusals(logger, level: .critical, saying: "kiosk's key")
        let keyWatch = PeriodicService(every: .seconds(10)) { [port = settings.kioskPort] in
            do throws(Fault) { try key.restore(in: door, port: port) } catch { keysUnwritten.note(error) }
        }
        let outboxWatch = OutboxWatch(
            outbox: outbox, announcer: announcer, doubts: DiskPromise.doubts(about: directory.root), logger: logger)

        var services: [any Service] = [
            HangupWatch(logger: logger),
            lists, receipts, replies, outboxWatch, clockWatch, setAside, Anchoring(recorder: recorder), kiosk,
            systemd, keyWatch,
            CopyWatch(state, announcer: announcer, logger: logger),
            AlarmHandOver(state.alarms, announcer: announcer, logger: logger),
            Accounted(
                from: whenListening, recorder: recorder, damage: audit.damage, station: station, watches: watches),
        ]
        if let camera { services.insert(CameraWatch(camera: camera, announcer: announcer), at: 0) }
        return Assembled(
            services: services, announcer: announcer, emulators: choice.emulators, lock: lock, door: door)
    }
}
