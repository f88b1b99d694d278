internal import Foundation
public import Ground
public import Logging
internal import Operations
public import ServiceLifecycle
internal import Serving

/// The hub on the wire: one listener to enrol at, one for the devices that have.
public struct HubServer: Service {
    public struct Configuration: Sendable {
        /// Which of this machine's addresses to listen at.
        public var address: String
        /// 0 takes the port of the last time, or any free one the first time.
        public var enrolmentPort: Int
        /// As ``enrolmentPort``.
        public var devicePort: Int
        /// How long a connection may be silent.
        public var idleTimeout: Duration
        /// How long a request's body may take to arrive.
        public var requestTimeout: Duration
        /// Connections at once, of each listener.
        public var connections = 2000
        /// Connections at once of those who have not yet said who they are, beside them.
        public var strangers = 500
        /// Connections at once of one device.
        public var connectionsOfOne = 16
        /// How long a connection may take to say who it is.
        public var handshakeTimeout = Duration.seconds(10)
        /// How much one device may send.
        public var quota = Quota()
        /// How old the key of a list becomes.
        public var listKeyAge = Duration.seconds(90 * 86_400)
        /// How long a piece of a picture waits for a hit that names it.
        public var pieceAge = Duration.seconds(30 * 86_400)
        /// Names one of several processes that serve the same hub; nil for the only one, or the first.
        public var instance: String?
        /// What devices are told instead of this process's own addresses: those of a load balancer in front.
        public var enrolmentURL: ServerAddress?
        public var deviceURL: ServerAddress?
        /// Between two looks at what comes to an end.
        var upkeep = Duration.seconds(3600)
        /// By which the journal has a line a minute of what strangers ask for.
        var journalClock: any Clock<Duration> = ContinuousClock()
        var upkeepSleep: PeriodicService.Sleep = { try await Task.sleep(for: $0) }
        /// Between two looks at which authority signs.
        var watchSleep: PeriodicService.Sleep = { try await Task.sleep(for: $0) }

        public init(
            address: String = "127.0.0.1", enrolmentPort: Int = 0, devicePort: Int = 0,
            idleTimeout: Duration = .seconds(75), requestTimeout: Duration = .seconds(60)
        ) {
            self.address = address
            self.enrolmentPort = enrolmentPort
            self.devicePort = devicePort
            self.idleTimeout = idleTimeout
            self.requestTimeout = requestTimeout
        }
    }

    private let hub: Hub
    private let configuration: Configuration
    private let logger: Logger
    private let onReady: @Sendable (ListeningPorts) async throws -> Void

    /// - Parameter onReady: called once, when both listeners accept connections and `ports.json` says where.
    public init(
        hub: Hub, configuration: Configuration = Configuration(), logger: Logger,
        onReady: @escaping @Sendable (ListeningPorts) async throws -> Void = { _ in }
    ) {
        self.hub = hub
        self.configuration = configuration
        self.logger = logger
        self.onReady = onReady
    }

    /// Serves until it is told to shut down.
    ///
    /// - Throws: ``Fault`` `hub.busy` when this hub is served already, `hub.listen` when a port is taken, `hub.lost` where
    ///   the authority, the records, or the ports that devices know, are gone; `hub.database.other`.
    public func run() async throws {
        let lock = try await hub.folder.lock(hub.folder.serveLock(configuration.instance))
        defer { lock.release() }
        try await serve()
    }

    private func serve() async throws {
        try await hub.requireParts()
        let last = try await lastPorts()
        // Two processes that start together must not both make the keys.
        let certificate = try await hub.withKeys {
            try Authorities.prepare(hub.folder.keys, now: hub.now().date)
            return try ServerCertificate(
                folder: hub.folder.keys, names: hub.settings.hosts, now: hub.now().date)
        }
        // Where the database is away, at the first look after it is back.
        try? await hub.rememberAuthorities()
        let announcement = Announcement(folder: hub.folder, configuration: configuration, onReady: onReady)
        let enrolment = Listener(
            router: EnrolmentRoutes(
                hub: hub, announcement: announcement, deviceURL: configuration.deviceURL,
                refusals: Refusals(logger, configuration.journalClock)
            ).router(),
            certificate: certificate, proof: .request,
            port: configuration.enrolmentPort > 0 ? configuration.enrolmentPort : last?.enrolment ?? 0,
            configuration: configuration, logger: logger
        ) { await announcement.enrolment($0) }
        let device = Listener(
            router: DeviceRoutes(hub: hub, quota: configuration.quota).router(),
            certificate: certificate, proof: .certificate,
            port: configuration.devicePort > 0 ? configuration.devicePort : last?.device ?? 0,
            configuration: configuration, logger: logger
        ) { await announcement.device($0) }
        let upkeep = Upkeep(
            hub: hub, certificate: certificate, pause: configuration.upkeep, listKeyAge: configuration.listKeyAge,
            pieceAge: configuration.pieceAge,
            sleep: configuration.upkeepSleep, logger: logger)
        let watch = CertificateWatch(hub, certificate, sleep: configuration.watchSleep, logger: logger)
        let services: [any Service] = [enrolment, device, announcement, upkeep, watch]
        try await ServiceGroup(services: services, logger: logger).run()
    }

    /// The ports of the last time; nil where the settings name both, and before the first time.
    private func lastPorts() async throws -> ListeningPorts? {
        guard configuration.enrolmentPort == 0 || configuration.devicePort == 0 else { return nil }
        let file = hub.folder.ports(configuration.instance)
        guard !FileManager.default.fileExists(atPath: file.path) else {
            return try ListeningPorts.read(hub.folder, configuration.instance)
        }
        // A further process stands behind a load balancer, or is named in invitations to come.
        guard configuration.instance == nil, try await !hub.inventory.all().isEmpty else { return nil }
        throw Fault(
            .hubLost,
            "\(file.path) is gone, and devices would not find other ports; put it back from the hub's backup, or name both "
                + "ports: --enrolment-port and --device-port")
    }
}
