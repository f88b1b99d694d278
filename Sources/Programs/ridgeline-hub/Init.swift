import ArgumentParser
import Foundation
import Hub

/// `ridgeline-hub init`
struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a hub: its folder, authority, keys and an empty signed repository.",
        discussion: """
            The root keys of the repository are in keys/repository/root-*.key: move them to a safe, they are needed
            only to change keys. An init that was interrupted can be repeated, and finishes.

            EXAMPLES
              ridgeline-hub init --data hub --name 'Border centre' --host hub.example.org --host 192.0.2.7
            """)

    @OptionGroup var options: HubOptions

    @Option(help: "What people call the centre.")
    var name = "Ridgeline hub"

    @Option(help: "A host name or address that devices reach the hub by; may be repeated, the usual one first.")
    var host: [String] = []

    private struct Report: Encodable { let data: String }

    func run() async throws {
        let hosts = host.isEmpty ? ["127.0.0.1", "localhost"] : host
        let hub = try await Hub.create(at: options.folder, title: name, hosts: hosts, database: options.database)
        try options.report(
            Report(data: hub.folder.root.path),
            "The hub '\(name)' is in \(hub.folder.root.path); devices will reach it at \(hosts[0]).")
    }
}
