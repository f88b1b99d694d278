public import DeviceIdentity
public import Foundation
public import Ground
public import Logging
public import ServiceLifecycle

/// The workflow on the wire: lists in, sealed hits out, receipts and replies in, health out.
///
/// Sees nothing in clear and touches no device; it meets the station only in the state directory.
public struct Link: Service {
    public struct Configuration: Sendable {
        /// Where the hub is, when it is not where it was at provisioning.
        public var hubURL: URL?
        /// A copy of the hub's list files on the site, where there is one.
        public var mirrorURL: URL?
        /// Between two looks for lists and messages.
        public var pollInterval: Duration
        /// Between two looks into the outbox.
        public var uploadInterval: Duration
        /// The firmware's version, for the hub's inventory.
        public var software: String

        public init(
            hubURL: URL? = nil, mirrorURL: URL? = nil, pollInterval: Duration = .seconds(30),
            uploadInterval: Duration = .seconds(1),
            software: String = softwareVersion
        ) {
            self.hubURL = hubURL
            self.mirrorURL = mirrorURL
            self.pollInterval = pollInterval
            self.uploadInterval = uploadInterval
            self.software = software
        }
    }

    private let identity: LinkIdentity
    private let state: StateDirectory
    private let configuration: Configuration
    private let time: LinkTime
    private let logger: Logger

    public init(
        identity: LinkIdentity, state: StateDirectory, configuration: Configuration = Configuration(),
        time: LinkTime = .system, logger: Logger
    ) {
        self.identity = identity
        self.state = state
        self.configuration = configuration
        self.time = time
        self.logger = logger
    }

    /// Works until it is shut down; a hub that is away is a normal state.
    ///
    /// - Throws: ``Fault`` when identity, folders or trust state cannot be used at all.
    public func run() async throws {
        try state.prepare()
        let conditions = Conditions(logger: logger)
        let address = configuration.hubURL ?? identity.deviceURL
        try await HubConnection.open(
            to: address, as: identity.credential, onWelcome: conditions.hubAnswered
        ) { hub in
            try await HubConnection.open(
                to: configuration.mirrorURL ?? address, trusting: identity.credential.authority
            ) { mirror in
                try await run(hub: hub, mirror: configuration.mirrorURL == nil ? nil : mirror, conditions)
            }
        }
    }

    private func run(hub: HubConnection, mirror: HubConnection?, _ conditions: Conditions) async throws {
        let lists = try ListSync(
            identity: identity, state: state, hub: hub, mirror: mirror, time: time, logger: logger)
        let uploader = Uploader(state: state, hub: hub, time: time, logger: logger)
        let keys = ListKeyFetcher(state: state, hub: hub)
        let messages = MessageFetcher(state: state, device: identity.device, hub: hub, logger: logger)
        let health = HealthReporter(
            software: configuration.software, state: state, hub: hub, lists: lists, uploader: uploader,
            conditions: conditions,
            time: time)
        func rounds(_ task: String, every interval: Duration) -> Rounds {
            // Few devices have something to upload, and that is urgent; all have the rest to ask, and that can wait.
            Rounds(
                task: task, interval: interval, longestPause: task == "uploads" ? Rounds.urgent : Rounds.patient,
                time: time,
                conditions: conditions)
        }
        logger.notice("link runs", metadata: ["device": "\(identity.device)"])
        await withDiscardingTaskGroup { group in
            let (poll, upload) = (configuration.pollInterval, configuration.uploadInterval)
            group.addTask { await rounds("lists", every: poll).run(lists.round) }
            group.addTask { await rounds("uploads", every: upload).run(uploader.round) }
            group.addTask { await rounds("list keys", every: poll).run(keys.round) }
            group.addTask { await rounds("messages", every: poll).run(messages.round) }
            group.addTask { await rounds("health", every: poll).run(health.round) }
        }
    }
}
