import ArgumentParser
import DeviceIdentity
import Foundation
import Ground
import ListFiles
import TrustedUpdate

/// `ridgeline import`: brings lists to a device that has no network.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Bring lists to this device from a folder, such as a USB stick.",
        discussion: """
            The folder is a copy of the hub's repository, with metadata/ and targets/, made with any tool. Nothing of it
            is believed: what is not signed, older than what is here, cut off or damaged is refused, and the lists in
            force stay. The running station brings what is new into force at once.

            EXAMPLES
              ridgeline import /media/stick/repository --state /var/lib/ridgeline

            Exit status: 0 when the files are with the station, 1 otherwise, 2 for wrong usage.
            """)

    @Argument(help: "The folder with metadata/ and targets/.", completion: .directory)
    var folder: String

    @Option(help: "The state directory.", completion: .directory)
    var state: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let directory = StateDirectory(URL(filePath: state))
        let identity = try StationIdentity.load(directory)
        let client = try TrustedClient(
            stateDirectory: directory.importTrust,
            source: DirectorySource(URL(filePath: folder)),
            trustedRoot: identity.trustedRoot)
        let wanted = try WantedLists.load(from: directory.station.wanted)
        let snapshot = try await client.refresh(now: Date(), toward: wanted?.lists.keys.map(ListOffers.path))
        let files = wanted.map { ListOffers(snapshot).files(from: $0.lists) } ?? snapshot.targets
        _ = try await client.copy(files, to: directory.link.incoming)
        try directory.link.giveIncomingToItsOwner()
        let report = Report(
            files: files.count, bytes: files.reduce(0) { $0 + $1.length },
            timestamp: snapshot.versions["timestamp"] ?? 0, expires: Timestamp(snapshot.expires))
        print(json ? try WireJSON.line(report) : report.text)
    }

    private struct Report: Encodable {
        let files: Int
        let bytes: Int
        let timestamp: Int
        let expires: Timestamp

        var text: String {
            "imported: \(files) list files, \(bytes) bytes, publication \(timestamp), signed until \(expires)"
        }
    }
}
