internal import Ground
internal import ServiceLifecycle

/// Waits until both listeners accept connections, then writes down where, then tells whoever waits for the hub.
actor Announcement: Service {
    private let folder: HubFolder
    private let configuration: HubServer.Configuration
    private let onReady: @Sendable (ListeningPorts) async throws -> Void
    private let (known, found) = AsyncStream.makeStream(of: ListeningPorts.self)
    private var enrolmentPort: Int?
    private(set) var devicePort: Int?

    init(
        folder: HubFolder, configuration: HubServer.Configuration,
        onReady: @escaping @Sendable (ListeningPorts) async throws -> Void
    ) {
        self.folder = folder
        self.configuration = configuration
        self.onReady = onReady
    }

    func enrolment(_ port: Int) {
        enrolmentPort = port
        tell()
    }

    func device(_ port: Int) {
        devicePort = port
        tell()
    }

    func run() async throws {
        for await ports in known.cancelOnGracefulShutdown() {
            try ports.write(folder, configuration.instance)
            try await onReady(ports)
        }
        try await gracefulShutdown()
    }

    private func tell() {
        guard let enrolmentPort, let devicePort else { return }
        found.yield(
            ListeningPorts(
                enrolment: enrolmentPort, device: devicePort, enrolmentURL: configuration.enrolmentURL,
                deviceURL: configuration.deviceURL))
        found.finish()
    }
}
