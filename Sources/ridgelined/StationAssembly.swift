import Capture
import DeviceIdentity
import Emulators
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
    let settings: Settings
    let logger: Logger

    func run() async throws {
        let state = StateDirectory(URL(filePath: settings.text("state")))
        let identity = try StationIdentity.load(state)
        let outbox = try Outbox(state.outbox)
        let duty = Duty(officer: settings.text("officer"), purpose: settings.text("purpose"))
        let inForce = InForce()
        let announcer = Announcer()
        let (reader, emulation) = try ReaderChoice.make(settings.text("reader"))

        let station = Station(
            reader: reader, extractor: TemplateExtractor(), inForce: inForce,
            hits: HitWriter(identity: identity, outbox: outbox, duty: duty), policy: policy, announcer: announcer,
            logger: logger)
        let watch = ReaderWatch(reader: reader, announcer: announcer)
        let lists = ListKeeper(
            store: try ListStore(identity: identity, state: state), incoming: state.incoming, inForce: inForce,
            announcer: announcer, logger: logger)
        let receipts = ReceiptCollector(folder: state.receipts, outbox: outbox, identity: identity, logger: logger)
        let replies = ReplyCollector(
            folder: state.messages, identity: identity, announcer: announcer, logger: logger)
        let kiosk = Kiosk(
            port: settings.whole("kiosk.port"), announcer: announcer, duty: duty, emulation: emulation, logger: logger)

        var configuration = ServiceGroupConfiguration(
            services: [lists, receipts, replies, kiosk, station, watch, SystemdNotifier()].map { .init(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .milliseconds(800)
        try await ServiceGroup(configuration: configuration).run()
    }

    private var policy: StationPolicy {
        StationPolicy(
            decision: DecisionPolicy(red: settings.number("search.red"), yellow: settings.number("search.yellow")),
            searchThreads: settings.whole("search.threads"), minimumQuality: settings.whole("quality.minimum"),
            attempts: settings.whole("quality.attempts"))
    }
}
