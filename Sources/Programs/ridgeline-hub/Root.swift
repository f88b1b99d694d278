import ArgumentParser
import Foundation
import Ground
import Hub

/// `ridgeline-hub root`
struct Root: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sign the lists' root of trust again, with keys from the safe.",
        discussion: """
            Devices believe lists because of keys that the root names, and the root because of its own keys, of which two
            must sign. It is good for two years: renew it each year. --replace makes new keys, as after a theft: those of
            root itself go to the safe beside the old ones, which are worth nothing once all devices have looked for
            lists. Nothing else is needed: devices take up the new root with their next look.

            EXAMPLES
              ridgeline-hub root --data hub
              ridgeline-hub root --data hub --renew --safe /media/safe
              ridgeline-hub root --data hub --replace timestamp,snapshot,targets --safe /media/safe
              ridgeline-hub root --data hub --replace root --safe /media/safe
            """)

    private static let roles: Set = ["root", "timestamp", "snapshot", "targets"]

    @OptionGroup var options: HubOptions

    @Flag(help: "Sign it again, with the keys that it has.")
    var renew = false

    @Option(help: ArgumentHelp("Make new keys for root, timestamp, snapshot or targets.", valueName: "roles"))
    var replace: String?

    @Option(
        help: ArgumentHelp("Where the root's keys lie; not given, in the hub's folder.", valueName: "folder"),
        transform: HubOptions.folder)
    var safe: URL?

    private struct Report: Encodable {
        let replaced: [String]
        let ends: Timestamp
    }

    private var replaced: Set<String> { Set((replace ?? "").split(separator: ",").map(String.init)) }

    func validate() throws {
        if let unknown = replaced.subtracting(Self.roles).min() {
            throw ValidationError("'\(unknown)' has no keys of the root's; name root, timestamp, snapshot or targets.")
        }
        if safe != nil, !renew, replaced.isEmpty { throw ValidationError("--safe goes with --renew or --replace.") }
    }

    func run() async throws {
        let hub = try options.hub()
        let isChange = renew || !replaced.isEmpty
        let ends = isChange ? try await hub.renewRoot(replacing: replaced, safe: safe) : try await hub.rootEnds()
        let keys =
            replaced.isEmpty ? "the keys that it has" : "new keys for \(replaced.sorted().joined(separator: ", "))"
        try options.report(
            Report(replaced: replaced.sorted(), ends: ends),
            "\(isChange ? "Signed again, with \(keys). " : "")The lists' root of trust ends \(ends).")
    }
}
