import ArgumentParser
import DeviceIdentity
import Foundation
import Ground
import Operations
import Outbox

/// `ridgeline status`: what is in force on this device, and where it came from.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what is in force on this device and where it came from.",
        discussion: """
            Reads the state directory and the settings; asks the running station on loopback how things stand.

            EXAMPLES
              ridgeline status
              ridgeline status --state /var/lib/ridgeline --station-config /etc/ridgeline/station.yaml --json

            Exit status: 0 when the device is provisioned and the station answers, 1 otherwise, 2 for wrong usage.
            """)

    @Option(help: "The state directory; by default the station's setting.")
    var state: String?

    @Option(help: "The station's settings file.")
    var stationConfig: String?

    @Option(help: "The link's settings file.")
    var linkConfig: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let station = try await settings(StationSettings.program, StationSettings.definitions, stationConfig)
        let link = try await settings(LinkSettings.program, LinkSettings.definitions, linkConfig)
        let directory = StateDirectory(URL(filePath: state ?? station.text("state")))
        let report = await DeviceReport.collect(directory, station: station, link: link)
        print(try json ? report.json() : report.text())
        if !report.isHealthy { throw ExitCode(1) }
    }

    /// A configuration that would stop the daemon is wrong usage here too.
    private func settings(_ program: String, _ definitions: [Setting], _ file: String?) async throws -> Settings {
        do throws(Fault) {
            return try await Settings(program: program, definitions: definitions, file: file.map { URL(filePath: $0) })
        } catch {
            FileHandle.standardError.write(Data("ridgeline: \(error)\n".utf8))
            throw ExitCode(2)
        }
    }
}
