import ArgumentParser
import CaseMessages
import Ground
import Hub

/// `ridgeline-hub devices`
struct Devices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the devices: when each was last seen, which lists it has in force, whether it is revoked.",
        discussion: """
            EXAMPLES
              ridgeline-hub devices --data hub
            """)

    @OptionGroup var options: HubOptions

    func run() async throws {
        let devices = try await options.hub().devices()
        let lines = devices.isEmpty ? ["No device has enrolled."] : devices.flatMap(\.lines)
        try options.report(devices, lines)
    }
}

extension Device {
    /// The device, and each of its alarms on a line of its own.
    fileprivate var lines: [String] { [line] + alarms.map { "    " + $0.line } }

    private var line: String {
        let seen = lastSeen.map { "last seen \($0)" } ?? "never seen"
        let lists = (health?.generations ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let refused = (health?.refusedLists ?? [:]).sorted { $0.key < $1.key }
            .map { ", CANNOT TAKE \($0.key.isEmpty ? "any list" : $0.key): \($0.value)" }
        let said = health.map {
            ", claims: \($0.state), lists in force: \(lists.joined(separator: ", ")), queue: \($0.queueDepth)"
                + ($0.keys.map { ", keys in \($0 == "tpm" ? "its TPM" : "files")" } ?? "") + refused.joined()
        }
        return "\(identifier)  \(revoked.map { "REVOKED \($0), " } ?? "")\(seen)\(said ?? "")"
            + (hasNoList && revoked == nil ? ", MAY HAVE NO LIST THAT THERE IS: it searches nobody" : "")
    }
}
