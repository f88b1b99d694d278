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
            force stay; a list that is not whole there keeps no other back. The running station brings what is new into force at once.

            EXAMPLES
              ridgeline import /media/stick/repository

            Exit status: 0 when the files are with the station, 1 otherwise, 2 for wrong usage.
            """)

    @Argument(help: "The folder with metadata/ and targets/.", completion: .directory)
    var folder: String

    @OptionGroup var device: DeviceOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let directory = try device.directory()
        let identity = try StationIdentity.load(directory)
        try refuseRevoked(directory.station, identity)
        let client = try TrustedClient(
            stateDirectory: directory.importTrust,
            source: DirectorySource(URL(filePath: folder)),
            trustedRoot: identity.trustedRoot)
        let wanted = try WantedLists.load(from: directory.station.wanted)
        let snapshot: TargetsSnapshot
        var files: [TargetFile]
        var missing: [String: Fault] = [:]
        if let wanted {
            let offered = try await client.offers(of: wanted.lists.keys, now: Date())
            (snapshot, missing) = (offered.snapshot, offered.offers.refused)
            files = offered.offers.files(from: wanted.lists)
        } else {
            snapshot = try await client.refresh(now: Date())
            files = snapshot.targets
        }
        let copied = try await copy(files, with: client, to: directory.link)
        for (path, fault) in copied.missing { missing[ListOffers.owner(of: path)] = fault }
        files.removeAll { copied.missing[$0.path] != nil }
        let report = Report(
            files: files.count, bytes: files.reduce(0) { $0 + $1.length },
            timestamp: snapshot.versions["timestamp"] ?? 0, expires: Timestamp(snapshot.expires),
            missing: missing.mapValues(\.description))
        print(json ? try WireJSON.line(report) : report.text)
        if !missing.isEmpty { throw ExitCode(1) }
    }

    /// A station that is shut out takes no list: what it was brought would be called imported and be searched by nobody.
    private func refuseRevoked(_ station: StationState, _ identity: StationIdentity) throws(Fault) {
        guard let revoked = identity.revoked(in: station) else { return }
        throw Fault(
            .hubRevoked,
            "the centre has revoked this device on \(revoked), which takes no list any more; "
                + "reset it, and enrol it again if it is yours")
    }

    /// Whatever ends it but SIGKILL, what root has made belongs to the link afterwards, who could else write there no more.
    private func copy(
        _ files: [TargetFile], with client: TrustedClient, to link: LinkState
    ) async throws -> CopyOutcome {
        let copied: CopyOutcome
        // First nothing writes any more, then it is given away.
        do { copied = try await Interruption.cancelling { try await client.copy(files, to: link.incoming) } } catch {
            try? link.giveIncomingToItsOwner()
            throw error
        }
        try link.giveIncomingToItsOwner()
        return copied
    }

    private struct Report: Encodable {
        let files: Int
        let bytes: Int
        let timestamp: Int
        let expires: Timestamp
        /// Why a list is not whole, by owner.
        let missing: [String: String]

        var text: String {
            let lines = [
                "imported: \(files) list files, \(bytes) bytes, publication \(timestamp), signed until \(expires)"
            ]
            let lists = missing.sorted { $0.key < $1.key }
            return (lines + lists.map { "NOT imported: the list '\($0.key)': \($0.value)" }).joined(separator: "\n")
        }
    }
}
