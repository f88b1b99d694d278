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
import UnixSignals
import Watchlist

/// Builds the parts of the station from its settings and runs them until a signal comes.
struct StationAssembly {
    let settings: Settings<StationSettings>
    let logger: Logger

    func run() async throws {
        let state = StateDirectory(URL(filePath: settings.state))
        let identity = try StationIdentity.load(state)
        let outbox = try Outbox(state.outbox)
        let duty = try OfficerOnDuty(officer: settings.officer, purpose: settings.purpose)
        let recorder = AuditRecorder(
            log: try AuditLog(
                state.audit, anchor: state.auditAnchor, key: identity.key.derivedKey(for: AuditAnchor.keyUse),
                onTrouble: { [logger] in logger.error("audit log", metadata: ["fault": "\($0)"]) }),
            duty: duty, logger: logger)
        await recorder.started()
        let currentLists = CurrentLists()
        let cameraSetting = try CameraSetting(settings.camera)
        let readerSetting = try ReaderSetting(settings.reader)
        // Nobody shall take a test rig for a border: it is said with every start, whatever the level of the journal.
        if readerSetting == .emulated {
            logger.critical("the reader is EMULATED, as the settings say: no finger is read")
        }
        if cameraSetting == .emulated { logger.critical("the camera is EMULATED, as the settings say: nobody is seen") }
        let door = KioskKey.folder(settings.kioskDoor, state: state.root)
        let camera = try CameraChoice.make(cameraSetting)
        let choice = try ReaderChoice(readerSetting)
        let reader = choice.reader
        let announcer = Announcer(officer: duty.officer, isEmulated: readerSetting == .emulated)

        let heartbeat = Heartbeat(patience: .seconds(60))
        let systemd = SystemdNotifier(heartbeat: heartbeat)
        let station = Station(
            reader: reader, extractor: TemplateExtractor(), currentLists: currentLists,
            hits: HitWriter(identity: identity, outbox: outbox), duty: duty, policy: try StationPolicy(settings),
            announcer: announcer, recorder: recorder, logger: logger, heartbeat: heartbeat)
        let watch = ReaderWatch(reader: reader, announcer: announcer, recorder: recorder)
        let lists = ListKeeper(
            store: try ListStore(identity: identity, state: state), incoming: state.incoming,
            wanted: state.wanted, currentLists: currentLists, announcer: announcer, logger: logger,
            keyRing: ListKeyRing(identity: identity, state: state),
            onRestored: systemd.ready)
        let receipts = MailCollector.receipts(
            in: state, outbox: outbox, identity: identity, announcer: announcer, logger: logger)
        let replies = MailCollector.replies(in: state, identity: identity, announcer: announcer, logger: logger)
        let kiosk = Kiosk(
            door: KioskDoor(
                port: settings.kioskPort, socket: settings.kioskSocket.isEmpty ? nil : settings.kioskSocket,
                key: try KioskKey.keep(in: door, port: settings.kioskPort)), announcer: announcer, recorder: recorder,
            emulation: choice.emulation,
            camera: camera, logger: logger)
        let outboxWatch = OutboxWatch(
            outbox: outbox, announcer: announcer, doubts: DiskPromise.doubts(about: state.root), logger: logger)

        var services: [any Service] = [
            lists, receipts, replies, outboxWatch, Anchoring(recorder: recorder), kiosk, station, watch, systemd,
            HangupWatch(logger: logger),
        ]
        if let camera { services.insert(CameraWatch(camera: camera, announcer: announcer), at: 0) }
        var configuration = ServiceGroupConfiguration(
            services: services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .milliseconds(800)
        try await ServiceGroup(configuration: configuration).run()
        try KioskKey.remove(from: door)
    }
}
