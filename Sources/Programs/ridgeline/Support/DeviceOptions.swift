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

    @Option(
        help:
            "The station's settings file; by default /etc/ridgeline/station.yaml, where --state is none other than its.",
        completion: .file(extensions: ["yaml"]))
    var stationConfig: String?

    @Option(
        help: "The link's settings file; by default /etc/ridgeline/link.yaml, likewise.",
        completion: .file(extensions: ["yaml"]))
    var linkConfig: String?

    @Flag(help: "Print JSON.")
    var json = false

    struct Chosen {
        let state: StateDirectory
        let station: Settings<StationSettings>
        let link: Settings<LinkSettings>
        /// The files that were read: what they do not say is a default.
        let files: [URL]
    }

    /// Where the units' programs have their settings (`Systemd/`).
    static let usualFolder = URL(filePath: "/etc/ridgeline", directoryHint: .isDirectory)

    /// - Throws: ``ExitCode`` 2: a configuration that would stop the daemon is wrong usage here too.
    func settings(usually folder: URL = usualFolder) throws -> Chosen {
        let (station, stationFile) = try settings(
            of: StationSettings.self, stationConfig, folder.appending(path: "station.yaml"))
        let (link, linkFile) = try settings(of: LinkSettings.self, linkConfig, folder.appending(path: "link.yaml"))
        return Chosen(
            state: StateDirectory(URL(filePath: station.state)), station: station, link: link,
            files: [stationFile, linkFile].compactMap(\.self))
    }

    private func settings<Program: ProgramSettings>(
        of program: Program.Type, _ named: String?, _ usual: URL
    ) throws -> (settings: Settings<Program>, file: URL?) {
        do throws(Fault) {
            let file = if let named { URL(filePath: named) } else { try usualFile(of: program, usual) }
            return (try Settings<Program>(file: file, options: ["state": state]), file)
        } catch {
            StandardError.say("ridgeline: \(error)")
            throw ExitCode(2)
        }
    }

    /// - Returns: nil where there is none, or where it is another device's than the one that is meant.
    private func usualFile<Program: ProgramSettings>(of program: Program.Type, _ file: URL) throws(Fault) -> URL? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        guard let state else { return file }
        let own = try Settings<Program>(file: file).effective.first { $0.key == "state" }?.value ?? ""
        let (units, meant) = (URL(filePath: own), URL(filePath: state))
        return units.standardizedFileURL.path == meant.standardizedFileURL.path ? file : nil
    }
}
