import ArgumentParser
import DeviceIdentity
import Foundation
import Ground
import Operations

/// Which device is meant, for commands that look at a whole one.
struct DeviceOptions: ParsableArguments {
    @Option(help: "The state directory; by default the station's setting.", completion: .directory)
    var state: String?

    @Option(help: "The station's settings file.", completion: .file(extensions: ["yaml"]))
    var stationConfig: String?

    @Option(help: "The link's settings file.", completion: .file(extensions: ["yaml"]))
    var linkConfig: String?

    @Flag(help: "Print JSON.")
    var json = false

    struct Chosen {
        let state: StateDirectory
        let station: Settings
        let link: Settings
    }

    /// - Throws: ``ExitCode`` 2: a configuration that would stop the daemon is wrong usage here too.
    func settings() async throws -> Chosen {
        let station = try await settings(StationSettings.program, StationSettings.definitions, stationConfig)
        let link = try await settings(LinkSettings.program, LinkSettings.definitions, linkConfig)
        return Chosen(
            state: StateDirectory(URL(filePath: state ?? station.text("state"))), station: station, link: link)
    }

    private func settings(_ program: String, _ definitions: [Setting], _ file: String?) async throws -> Settings {
        do throws(Fault) {
            return try await Settings(program: program, definitions: definitions, file: file.map { URL(filePath: $0) })
        } catch {
            FileHandle.standardError.write(Data("ridgeline: \(error)\n".utf8))
            throw ExitCode(2)
        }
    }
}
