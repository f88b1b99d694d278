import ArgumentParser
import CaseMessages
import Ground
import Hub

/// `ridgeline-hub devices`
struct Devices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the devices: when each was last seen, which lists it has in force, whether it is revoked.",
        discussion: """
            EXAMPLE
              ridgeline-hub devices --data hub
            """)

    @OptionGroup var options: HubOptions

    private struct Report: Encodable {
        let identifier: UUIDv7
        let enrolled: Timestamp
        let certificateEnds: Timestamp
        let revoked: Timestamp?
        let lastSeen: Timestamp?
        let health: HealthReport?

        init(_ device: Device) {
            identifier = device.identifier
            enrolled = device.enrolled
            certificateEnds = device.certificateEnds
            revoked = device.revoked
            lastSeen = device.lastSeen
            health = device.health
        }

        var line: String {
            let seen = lastSeen.map { "last seen \($0)" } ?? "never seen"
            let lists = (health?.generations ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            let said = health.map {
                ", \($0.state), lists in force: \(lists.joined(separator: ", ")), queue: \($0.queueDepth)"
                    + ($0.keys.map { ", keys in \($0 == "tpm" ? "its TPM" : "files")" } ?? "")
            }
            return "\(identifier)  \(revoked.map { "REVOKED \($0), " } ?? "")\(seen)\(said ?? "")"
        }
    }

    func run() async throws {
        let devices = try await options.hub().devices().map(Report.init)
        let lines = devices.isEmpty ? ["No device has enrolled."] : devices.map(\.line)
        try options.report(devices, text: lines.joined(separator: "\n"))
    }
}
