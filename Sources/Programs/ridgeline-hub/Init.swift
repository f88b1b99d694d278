import ArgumentParser
import Foundation
import Ground
import Hub

/// `ridgeline-hub init`
struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a hub: its folder, authority, keys and an empty signed repository.",
        discussion: """
            The keys of the root of trust and of the next authority are needed once a year and when something went wrong,
            and are worth most to a thief: --safe-to writes them to another disk, and they never lie on the hub's. Without
            it they stay in keys/, a shortcut for a demo that the hub calls by its name each day. The folder must be for
            its owner alone; make two copies of it. An init that was interrupted can be repeated, and finishes.

            EXAMPLES
              ridgeline-hub init --data hub --name 'Border centre' --host hub.example.org --safe-to /media/safe
            """)

    @OptionGroup var options: HubOptions

    @Option(help: "What people call the centre.")
    var name = "Ridgeline hub"

    @Option(help: "A host name or address that devices reach the hub by; may be repeated, the usual one first.")
    var host: [String] = []

    @Option(
        help: ArgumentHelp("Where the keys of the root and of the next authority go.", valueName: "folder"),
        transform: HubOptions.folder)
    var safeTo: URL?

    private struct Report: Encodable {
        let data: String
        let safe: String?
    }

    func run() async throws {
        let hosts = host.isEmpty ? ["127.0.0.1", "localhost"] : host
        let hub = try await Hub.create(
            at: options.folder, title: name, hosts: hosts, safe: safeTo, database: options.database)
        // Of a hub that was made without.
        if let safeTo { _ = try hub.safeKeys.move(to: safeTo) }
        let whereKeysAre = try Self.lines(hub.safeKeys, safeTo)
        try options.report(
            Report(data: hub.folder.root.path, safe: safeTo?.path),
            [
                "The hub '\(name)' is in \(hub.folder.root.path); devices will reach it at \(hosts[0])."
            ] + whereKeysAre)
    }

    /// Where the keys for the safe are; of a hub that was there before they may lie elsewhere.
    static func lines(_ keys: SafeKeys, _ safe: URL?) throws(Fault) -> [String] {
        if let safe, keys.lie(in: safe) { return ["The keys for the safe are in \(safe.path): take them away."] }
        let found = try keys.besideOthers
        guard !found.isEmpty else { return ["Its keys for the safe were taken away before."] }
        return ["For a demo only: \(found.joined(separator: " and ")) lie there too; see --safe-to."]
    }
}
