import ArgumentParser
import DeviceIdentity
import DeviceSettings
import Foundation
import Ground
import Link
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
        let station: Settings<StationSettings>
        let link: Settings<LinkSettings>
    }

    /// - Throws: ``ExitCode`` 2: a configuration that would stop the daemon is wrong usage here too.
    func settings() throws -> Chosen {
        let station = try settings(of: StationSettings.self, stationConfig)
        let link = try settings(of: LinkSettings.self, linkConfig)
        return Chosen(state: StateDirectory(URL(filePath: station.state)), station: station, link: link)
    }

    private func settings<Program: ProgramSettings>(
        of program: Program.Type, _ file: String?
    ) throws -> Settings<Program> {
        do throws(Fault) {
            return try Settings<Program>(file: file.map { URL(filePath: $0) }, options: ["state": state])
        } catch {
            StandardError.say("ridgeline: \(error)")
            throw ExitCode(2)
        }
    }
}
