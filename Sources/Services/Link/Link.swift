public import DeviceIdentity
public import Ground
public import Logging
public import ServiceLifecycle
internal import TrustedUpdate

/// The workflow on the wire: lists in, sealed hits out, receipts and replies in, health out.
///
/// Sees nothing in clear and touches no device; it meets the station only in the state directory.
public struct Link: Service {
    public struct Configuration: Sendable {
        /// Where the hub is, when it is not where it was at provisioning.
        public var hubURL: ServerAddress?
        /// Where the hub renews certificates, when it is not where it was at provisioning.
        public var enrolmentURL: ServerAddress?
        /// A copy of the hub's list files on the site, where there is one.
        public var mirrorURL: ServerAddress?
        /// Between two looks for lists and messages.
        public var pollInterval: Duration
        /// Between two looks into the outbox.
        public var uploadInterval: Duration
        /// The firmware's version, for the hub's inventory.
        public var software: String

        public init(
            hubURL: ServerAddress? = nil, enrolmentURL: ServerAddress? = nil, mirrorURL: ServerAddress? = nil,
            pollInterval: Duration = .seconds(30),
            uploadInterval: Duration = .seconds(1),
            software: String = softwareVersion
        ) {
            self.hubURL = hubURL
            self.enrolmentURL = enrolmentURL
            self.mirrorURL = mirrorURL
            self.pollInterval = pollInterval
            self.uploadInterval = uploadInterval
            self.software = software
        }
    }

    private let identity: LinkIdentity
    private let state: LinkState
    private let configuration: Configuration
    private let time: LinkTime
    private let metrics: LinkMetrics
    private let logger: Logger

    public init(
        identity: LinkIdentity, state: LinkState, configuration: Configuration = Configuration(),
        time: LinkTime = .system, metrics: LinkMetrics = LinkMetrics(), logger: Logger
    ) {
        self.identity = identity
        self.state = state
        self.configuration = configuration
        self.time = time
        self.metrics = metrics
        self.logger = logger
    }

    /// Works until it is shut down; a hub that is away is a normal state.
    ///
    /// - Throws: ``Fault`` when identity, the link's own folder or trust state cannot be used at all.
    public func run() async throws {
        try state.prepare()
        let faults = OngoingFaults(logger: logger)
        var identity = identity
        // Each turn has the connections of one certificate.
        while try await isRenewed(identity, faults) { identity = try LinkIdentity.load(state.directory) }
    }

    /// - Returns: true when there is a new certificate; false when the link is shut down.
    private func isRenewed(_ identity: LinkIdentity, _ faults: OngoingFaults) async throws -> Bool {
        let address = configuration.hubURL ?? identity.deviceURL
        let clock = try LinkClock(time, identity, state)
        let relay = RevocationRelay(state: state, logger: logger)
        return try await HubConnection.open(
            to: address, as: identity.credential, clock: clock, onWelcome: faults.hubAnswered,
            onRefusal: relay.take
        ) { hub in
            try await HubConnection.open(
                to: configuration.mirrorURL ?? address, trusting: identity.credential.authority, clock: clock
            ) { mirror in
                try await run(
                    identity, hub: hub, mirror: configuration.mirrorURL == nil ? nil : mirror, clock, faults)
            }
        }
    }

    private func run(
        _ identity: LinkIdentity, hub: HubConnection, mirror: HubConnection?, _ clock: LinkClock,
        _ faults: OngoingFaults
    ) async throws -> Bool {
        let repository = RepositorySource(hub: hub)
        let mirrored = mirror.map { MirroredSource(hub: repository, mirror: RepositorySource(mirror: $0)) }
        let keys = ListKeyFetcher(state: state, hub: hub)
        let lists = try ListSync(
            identity: identity, state: state, source: mirrored ?? repository as any MetadataSource, time: time,
            metrics: metrics, logger: logger, onNews: keys.round)
        let uploader = Uploader(state: state, hub: hub, time: time, metrics: metrics, logger: logger)
        let messages = MessageFetcher(state: state, device: identity.device, hub: hub, logger: logger)
        let health = HealthReporter(
            software: configuration.software, state: state, hub: hub, lists: lists, uploader: uploader,
            faults: faults, time: time)
        let folders = FolderMender(state: state, time: time, logger: logger)
        let renewer = Renewer(
            identity: identity, state: state, address: configuration.enrolmentURL ?? identity.enrolmentURL,
            clock: clock, logger: logger,
            onRefusal: RevocationRelay(state: state, logger: logger).take)
        func loop(_ task: LinkTask, every interval: Duration) -> LinkTaskLoop {
            LinkTaskLoop(task: task, interval: interval, time: time, faults: faults, metrics: metrics)
        }
        logger.notice("link runs", metadata: ["device": "\(identity.device)"])
        return await withTaskGroup(of: Bool.self) { group in
            let (poll, upload) = (configuration.pollInterval, configuration.uploadInterval)
            func add(
                _ task: LinkTask, every interval: Duration, _ round: @escaping @Sendable () async throws(Fault) -> Void
            ) {
                group.addTask { await loop(task, every: interval).run(round) }
            }
            add(.folders, every: upload, folders.round)
            add(.lists, every: poll, lists.round)
            add(.wantedLists, every: upload, lists.follow)
            add(.missingLists, every: poll, lists.complete)
            add(.uploads, every: upload, uploader.round)
            add(.listKeys, every: poll, keys.round)
            add(.messages, every: poll, messages.round)
            add(.health, every: poll, health.round)
            add(.clock, every: poll, clock.check)
            group.addTask { await loop(.renewal, every: max(poll, Self.renewalPause)).run(until: renewer.round) }
            for await isRenewed in group where isRenewed {
                group.cancelAll()
                return true
            }
            return false
        }
    }

    /// Between two attempts, so that a hub that has been away is not met by everybody at once.
    private static let renewalPause = Duration.seconds(60)
}
