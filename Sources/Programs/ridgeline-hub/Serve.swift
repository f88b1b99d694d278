import ArgumentParser
import Foundation
import Ground
import Hub
import Logging
import Operations
import ServiceLifecycle

/// `ridgeline-hub serve`
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve devices until SIGTERM.",
        discussion: """
            Two ports, both HTTPS: one to enrol at, one for devices with a certificate of this hub. Which ones is
            written to DIR/ports.json when both accept connections, and kept over restarts. The journal goes to the
            standard error, one line of JSON per event. Settings come from the options here, then the environment
            (RIDGELINE_HUB_…), then the file.

            EXAMPLES
              ridgeline-hub serve --data hub
              ridgeline-hub serve --data hub --config /etc/ridgeline/hub.yaml --device-port 8443
              ridgeline-hub serve --data hub --print-sample > hub.yaml
              ridgeline-hub serve --data hub --database postgresql://ridgeline@db/hub &
              ridgeline-hub serve --data hub --instance two
            """)

    @OptionGroup var options: HubOptions

    @OptionGroup var daemon: DaemonOptions

    @Option(help: "Port to enrol at; 0 for the last one, or any.")
    var enrolmentPort: Int?

    @Option(help: "Port for enrolled devices; 0 for the last one, or any.")
    var devicePort: Int?

    @Option(help: "A name for this process, where several serve the same hub from one PostgreSQL server.")
    var instance: String?

    @Flag(help: "The clock was looked at and is right, however long the hub has rested.")
    var clockIsRight = false

    func validate() throws {
        if let instance, instance.isEmpty || instance.contains(where: { !$0.isASCII || !$0.isLetter && !$0.isNumber }) {
            throw ValidationError("An instance is named by letters and digits.")
        }
    }

    func run() async throws {
        let ports = ["enrolment.port": enrolmentPort, "device.port": devicePort].mapValues { $0.map(String.init) }
        guard let settings = try daemon.settings(of: ServeSettings.self, options: ports) else { return }
        JournalLogHandler.bootstrap(level: settings.logLevel)
        let logger = Logger(label: "ridgeline-hub")
        let hub = try options.hub()
        if clockIsRight { try await hub.trustClock() }
        var configuration = HubServer.Configuration()
        configuration.address = settings.address
        configuration.enrolmentPort = settings.enrolmentPort
        configuration.devicePort = settings.devicePort
        configuration.idleTimeout = settings.idleTimeout
        configuration.requestTimeout = settings.requestTimeout
        configuration.instance = instance
        configuration.connections = settings.connections
        configuration.strangers = settings.strangers
        configuration.handshakeTimeout = settings.handshakeTimeout
        configuration.quota = Quota(items: settings.quotaItems, bytes: settings.quotaMegabytes << 20)
        configuration.listKeyAge = .seconds(settings.listKeyDays * 86_400)
        configuration.pieceAge = .seconds(settings.pieceDays * 86_400)
        configuration.enrolmentURL = settings.enrolmentURL
        configuration.deviceURL = settings.deviceURL
        try OpenFiles.allow(2 * configuration.connections + configuration.strangers + 256)
        let systemd = SystemdNotifier()
        let server = HubServer(hub: hub, configuration: configuration, logger: logger) { ports in
            logger.notice(
                "serving", metadata: ["enrolmentPort": "\(ports.enrolment)", "devicePort": "\(ports.device)"])
            systemd.ready()
        }
        try await ServiceGroup.daemon([server, systemd, HangupWatch(logger: logger)], logger: logger).run()
        logger.notice("stopped")
    }
}
