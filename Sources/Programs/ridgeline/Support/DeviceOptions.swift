import ArgumentParser
import DeviceIdentity
import DeviceSettings
import Foundation
import Ground
import Link
import Operations

/// Which device is meant: that of `--state`, or the one that the units run.
struct DeviceOptions: ParsableArguments {
    @Option(help: "The state directory; by default the station's setting.", completion: .directory)
    var state: String?

    @Option(
        help:
            "The station's settings file; by default /etc/ridgeline/station.yaml, where --state is the device that it or the link's names.",
        completion: .file(extensions: ["yaml"]))
    var stationConfig: String?

    @Option(
        help: "The link's settings file; by default /etc/ridgeline/link.yaml, likewise.",
        completion: .file(extensions: ["yaml"]))
    var linkConfig: String?

    struct Chosen {
        let state: StateDirectory
        let station: Settings<StationSettings>
        let link: Settings<LinkSettings>
        /// The files that were read: what they do not say is a default.
        let files: [URL]
        /// `config.value` where station and link are told to work in two places; nil where they are not.
        let disagreement: Fault?
    }

    /// Where the units' programs have their settings (`Systemd/`).
    static let usualFolder = URL(filePath: "/etc/ridgeline", directoryHint: .isDirectory)

    /// The state directory alone. Where `--state` names it no file is read, so that a damaged one is in nobody's way.
    ///
    /// - Throws: ``Fault`` `config.value` where station and link are told to work in two places; ``ExitCode`` 2 as ``settings(usually:)``.
    func directory(usually folder: URL = usualFolder) throws -> StateDirectory {
        if let state { return StateDirectory(URL(filePath: state).standardizedFileURL) }
        let chosen = try settings(usually: folder)
        if let disagreement = chosen.disagreement { throw disagreement }
        return StateDirectory(chosen.state.root.standardizedFileURL)
    }

    /// The units' files count for the device that one of them names, and for no other unless an option names them.
    ///
    /// - Throws: ``ExitCode`` 2: a configuration that would stop the daemon is wrong usage here too.
    func settings(usually folder: URL = usualFolder) throws -> Chosen {
        do throws(Fault) {
            let stationFile = Self.file(stationConfig, usually: folder.appending(path: "station.yaml"))
            let linkFile = Self.file(linkConfig, usually: folder.appending(path: "link.yaml"))
            let station = try Settings<StationSettings>(file: stationFile)
            let link = try Settings<LinkSettings>(file: linkFile)
            let isMeant = state.map { Self.isOne($0, station.state) || Self.isOne($0, link.state) } ?? true
            let files = (
                station: isMeant || stationConfig != nil ? stationFile : nil,
                link: isMeant || linkConfig != nil ? linkFile : nil
            )
            let others = [(stationFile, files.station, station.state), (linkFile, files.link, link.state)]
            for case (let other?, nil, let device) in others {
                StandardError.say(
                    "ridgeline: \(other.path) is another device's (\(device)), so that defaults count here; name this device's own with --station-config and --link-config"
                )
            }
            var disagreement: Fault?
            // Where no device is named, one file is enough: of the other program the default counts.
            let isJudged =
                files.station != nil && files.link != nil || state == nil && !(stationFile == nil && linkFile == nil)
            if isJudged, !Self.isOne(station.state, link.state) {
                disagreement = Fault(
                    .configValue,
                    "the station works in \(station.state), the link in \(link.state), as their settings say: correct 'state' of one of them"
                )
            }
            let chosen = try Settings<StationSettings>(file: files.station, options: ["state": state])
            return Chosen(
                state: StateDirectory(URL(filePath: chosen.state)), station: chosen,
                link: try Settings<LinkSettings>(file: files.link, options: ["state": state]),
                files: [files.station, files.link].compactMap(\.self), disagreement: disagreement)
        } catch {
            StandardError.say("ridgeline: \(error)")
            throw ExitCode(2)
        }
    }

    /// - Returns: nil where there is none. A link to nowhere is one, which cannot be read.
    private static func file(_ named: String?, usually usual: URL) -> URL? {
        if let named { return URL(filePath: named) }
        return (try? FileManager.default.attributesOfItem(atPath: usual.path)) == nil ? nil : usual
    }

    private static func isOne(_ one: String, _ other: String) -> Bool {
        let paths = [one, other].map { URL(filePath: $0).resolvingSymlinksInPath().standardizedFileURL.path }
        return paths[0] == paths[1]
    }
}
