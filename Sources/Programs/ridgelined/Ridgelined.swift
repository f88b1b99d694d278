import ArgumentParser
import DeviceSettings
import Ground
import Logging
import Operations

/// The station daemon: `ridgelined --config station.yaml`.
@main
struct Ridgelined: CommandLineProgram {
    static let configuration = CommandConfiguration(
        commandName: "ridgelined",
        abstract: "The station: captures, searches, answers, queues hits.",
        discussion: """
            Reads its settings from the file given, overridden by environment variables (RIDGELINED_…).
            Serves the officer's page on http://127.0.0.1:8420/. Stops on SIGTERM.

            EXAMPLES
              ridgelined --print-sample > /etc/ridgeline/station.yaml
              ridgelined --config /etc/ridgeline/station.yaml
              RIDGELINED_STATE=device RIDGELINED_READER=emulated ridgelined

            Exit status: 0 after a stop, 1 after a fault, 2 for wrong usage or configuration.
            """,
        version: softwareVersion)

    @OptionGroup var options: DaemonOptions

    func run() async throws {
        guard let settings = try options.settings(of: StationSettings.self) else { return }
        JournalLogHandler.bootstrap(level: settings.logLevel)
        let logger = Logger(label: "ridgelined")
        do {
            try OpenFiles.allow(4096)
            try await StationAssembly(settings: settings, logger: logger).run()
        } catch {
            logger.critical("stopped", metadata: ["fault": "\(error)"])
            throw ExitCode(1)
        }
    }
}
