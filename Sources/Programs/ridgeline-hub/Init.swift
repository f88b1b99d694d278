import ArgumentParser
import Foundation
import Hub

/// `ridgeline-hub init`
struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a hub: its folder, authority, keys and an empty signed repository.",
        discussion: """
            The keys of the root of trust and of the next authority are needed only when something went wrong, and are
            worth most to a thief: --safe-to moves them to another disk. Without it they stay in keys/, as for a demo,
            and the hub says so every day. An init that was interrupted can be repeated, and finishes.

            EXAMPLE
              ridgeline-hub init --data hub --name 'Border centre' --host hub.example.org --safe-to /media/safe
            """)

    @OptionGroup var options: HubOptions

    @Option(help: "What people call the centre.")
    var name = "Ridgeline hub"

    @Option(help: "A host name or address that devices reach the hub by; may be repeated, the usual one first.")
    var host: [String] = []

    @Option(help: ArgumentHelp("Move the keys of the root and of the next authority there.", valueName: "folder"))
    var safeTo: String?

    private struct Report: Encodable {
        let data: String
        let safe: [String]
    }

    func run() async throws {
        let hosts = host.isEmpty ? ["127.0.0.1", "localhost"] : host
        let hub = try await Hub.create(at: options.folder, title: name, hosts: hosts, database: options.database)
        let safe = try safeTo.map { try hub.safeKeys.move(to: URL(filePath: $0, directoryHint: .isDirectory)) } ?? []
        try options.report(
            Report(data: hub.folder.root.path, safe: safe.map(\.path)),
            ["The hub '\(name)' is in \(hub.folder.root.path); devices will reach it at \(hosts[0])."]
                + (safe.isEmpty
                    ? ["The keys of its root of trust lie there too; move them to a safe: --safe-to."]
                    : ["For the safe:"] + safe.map(\.path)))
    }
}
