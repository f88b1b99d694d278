import ArgumentParser
import Foundation
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
            Exit status: 0 after a stop, 1 after a fault, 2 for wrong usage or configuration.
            """,
        version: softwareVersion)

    @Option(help: "Settings (YAML); see --print-sample.")
    var config: String?

    @Flag(help: "Print a commented settings file with all defaults, and stop.")
    var printSample = false

    func run() async throws {
        if printSample {
            print(
                SampleFile.text(program: StationSettings.program, definitions: StationSettings.definitions),
                terminator: "")
            return
        }
        let settings: Settings
        do throws(Fault) {
            settings = try await Settings(
                program: StationSettings.program, definitions: StationSettings.definitions,
                file: config.map { URL(filePath: $0) })
        } catch {
            FileHandle.standardError.write(Data("ridgelined: \(error)\n".utf8))
            throw ExitCode(2)
        }
        JournalLogHandler.bootstrap(level: settings.text("log.level"))
        let logger = Logger(label: "ridgelined")
        do {
            try await StationAssembly(settings: settings, logger: logger).run()
        } catch {
            logger.critical("stopped", metadata: ["fault": "\(error)"])
            throw ExitCode(1)
        }
    }
}
