import ArgumentParser
import Ground
import Hub

/// `ridgeline-hub revoke`
struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shut a device out, from its next request on and for good.",
        discussion: """
            Every list that the device could have gets another key and is published anew: what is on the device opens
            nothing that comes. The other devices get the new keys by themselves; those that have the newest list fetch
            nothing.

            EXAMPLES
              ridgeline-hub revoke --data hub 01890a5d-ac96-774b-bcce-b302099a8057
            """)

    @OptionGroup var options: HubOptions

    @Argument(help: "The device's identifier; see ridgeline-hub devices.")
    var device: String

    private struct Report: Encodable {
        let revoked: UUIDv7
        /// Lists that have another key now.
        let rotated: [String]
    }

    func validate() throws {
        guard UUIDv7(device) != nil else {
            throw ValidationError("'\(device)' is no device identifier; see ridgeline-hub devices.")
        }
    }

    func run() async throws {
        guard let identifier = UUIDv7(device) else { return }
        let rotated = try await options.hub().revoke(identifier)
        try options.report(
            Report(revoked: identifier, rotated: rotated),
            "Device \(identifier) is revoked." + RotateKeys.words(rotated))
    }
}
