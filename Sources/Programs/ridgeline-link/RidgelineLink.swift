import ArgumentParser
import DeviceIdentity
import Foundation
import Ground
import Link
import Logging
import Operations
import ServiceLifecycle
import UnixSignals

/// The link daemon: `ridgeline-link --config link.yaml`.
@main
struct RidgelineLink: CommandLineProgram {
    static let configuration = CommandConfiguration(
        commandName: "ridgeline-link",
        abstract: "The link: fetches signed lists, uploads sealed hits, brings receipts and replies.",
        discussion: """
            Reads its settings from the file given, overridden by environment variables (RIDGELINE_LINK_…).
            Sees no print and no name. A hub that is away is waited for. Stops on SIGTERM.
            Exit status: 0 after a stop, 1 after a fault, 2 for wrong usage or configuration.
            """,
        version: softwareVersion)

    @Option(help: "Settings (YAML); see --print-sample.")
    var config: String?

    @Option(help: "The state directory; by default the setting 'state'.")
    var state: String?

    @Flag(help: "Print a commented settings file with all defaults, and stop.")
    var printSample = false

    func run() async throws {
        if printSample {
            print(
                SampleFile.text(program: LinkSettings.program, definitions: LinkSettings.definitions), terminator: "")
            return
        }
        let settings: Settings
        let configuration: Link.Configuration
        do throws(Fault) {
            settings = try await Settings(
                program: LinkSettings.program, definitions: LinkSettings.definitions,
                file: config.map { URL(filePath: $0) })
            configuration = try Link.Configuration(settings)
        } catch {
            FileHandle.standardError.write(Data("ridgeline-link: \(error)\n".utf8))
            throw ExitCode(2)
        }
        JournalLogHandler.bootstrap(level: settings.text("log.level"))
        let logger = Logger(label: "ridgeline-link")
        do {
            let directory = StateDirectory(URL(filePath: state ?? settings.text("state")))
            let link = Link(
                identity: try LinkIdentity.load(directory), state: directory, configuration: configuration,
                logger: logger)
            var group = ServiceGroupConfiguration(
                services: [.init(service: link), .init(service: SystemdNotifier())],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            group.maximumGracefulShutdownDuration = .milliseconds(800)
            try await ServiceGroup(configuration: group).run()
        } catch {
            logger.critical("stopped", metadata: ["fault": "\(error)"])
            throw ExitCode(1)
        }
    }
}

extension Link.Configuration {
    /// - Throws: ``Fault`` `config.value` when the hub's address is none.
    fileprivate init(_ settings: Settings) throws(Fault) {
        func address(_ name: String) throws(Fault) -> URL? {
            let text = settings.text(name)
            if text.isEmpty { return nil }
            guard let address = URL(string: text), address.scheme == "https", address.host() != nil else {
                throw Fault(
                    .configValue, "\(name) is '\(text)', but it must be an https address or empty; correct it")
            }
            return address
        }
        let mirror = settings.text("lists.mirror")
        guard mirror.isEmpty || ["http", "https"].contains(URL(string: mirror)?.scheme) else {
            throw Fault(.configValue, "lists.mirror is '\(mirror)', but must be an http address or empty; correct it")
        }
        self.init(
            hubURL: try address("hub.url"), enrolmentURL: try address("hub.enrolment"),
            mirrorURL: mirror.isEmpty ? nil : URL(string: mirror),
            pollInterval: settings.seconds("poll.seconds"),
            uploadInterval: settings.seconds("upload.seconds"))
    }
}
