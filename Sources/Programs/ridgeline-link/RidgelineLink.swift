import ArgumentParser
import DeviceIdentity
import Foundation
import Ground
import Link
import Logging
import Operations
import ServiceLifecycle

/// The link daemon: `ridgeline-link --config link.yaml`.
@main
struct RidgelineLink: CommandLineProgram {
    static let configuration = CommandConfiguration(
        commandName: "ridgeline-link",
        abstract: "The link: fetches signed lists, uploads sealed hits, brings receipts and replies.",
        discussion: """
            Reads its settings from the file given, overridden by environment variables (RIDGELINE_LINK_…).
            Sees no print and no name. A hub that is away is waited for. Stops on SIGTERM.

            EXAMPLES
              ridgeline-link --print-sample > /etc/ridgeline/link.yaml
              ridgeline-link --config /etc/ridgeline/link.yaml
              ridgeline-link --state device

            Exit status: 0 after a stop, 1 after a fault, 2 for wrong usage or configuration.
            """,
        version: softwareVersion)

    @OptionGroup var options: DaemonOptions

    @Option(help: "The state directory; by default the setting 'state'.")
    var state: String?

    func run() async throws {
        guard let settings = try options.settings(of: LinkSettings.self, options: ["state": state]) else { return }
        JournalLogHandler.bootstrap(level: settings.logLevel)
        let logger = Logger(label: "ridgeline-link")
        do {
            try OpenFiles.allow(1024)
            let directory = StateDirectory(URL(filePath: settings.state))
            _ = try DeviceRecord.load(directory)
            try directory.link.prepare()
            // What it cannot mend, and works without, it says to the hub.
            _ = directory.link.mend(at: Timestamp(Date()))
            try directory.link.check()
            let lock = try await directory.link.hold()
            defer { lock.release() }
            let link = Link(
                identity: try LinkIdentity.load(directory), state: directory.link,
                configuration: Link.Configuration(settings), logger: logger)
            let systemd = SystemdNotifier()
            systemd.ready()
            try await ServiceGroup.daemon([link, systemd, HangupWatch(logger: logger)], logger: logger).run()
        } catch {
            logger.critical("stopped", metadata: ["fault": "\(error)"])
            throw ExitCode(1)
        }
    }
}
