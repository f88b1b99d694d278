import ArgumentParser
import DeviceIdentity
import Foundation
import Ground
import Hub

/// `ridgeline-hub invite`
struct Invite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Invite one device: a file with a one-time code.",
        discussion: """
            Take the file to the device and run there: ridgeline provision --invitation FILE. The code enrols one
            device; whoever has the file first is that device, so keep it like a key. The hub must have been served
            once, so that it knows its ports.

            EXAMPLE
              ridgeline-hub invite --data hub --output invitation.json --valid-minutes 60
            """)

    @OptionGroup var options: HubOptions

    @Option(help: ArgumentHelp("The invitation.", valueName: "file"))
    var output: String

    @Option(help: "How long the code is good for.")
    var validMinutes = 24 * 60

    private struct Report: Encodable {
        let output: String
        let expires: Timestamp
    }

    func validate() throws {
        guard (1...60 * 24 * 30).contains(validMinutes) else {
            throw ValidationError("An invitation is good for 1 to 43200 minutes (30 days).")
        }
    }

    func run() async throws {
        let expires = Timestamp(Date() + Double(validMinutes) * 60)
        let invitation = try await options.hub().invite(until: expires)
        try DurableFile.write(try WireJSON.encode(invitation), to: URL(filePath: output), permissions: 0o600)
        try options.report(
            Report(output: output, expires: expires), text: "\(output) invites one device until \(expires).")
    }
}
