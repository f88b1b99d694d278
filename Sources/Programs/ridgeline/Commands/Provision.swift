import ArgumentParser
import DeviceIdentity
import Foundation
import Ground
import Link

/// `ridgeline provision`: makes a state directory a device, with an invitation from the hub.
struct ProvisionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "provision",
        abstract: "Make this device known to the hub of an invitation.",
        discussion: """
            Makes the device's keys, asks the hub for a certificate with the invitation's one-time code, and stores
            who the device is. May be repeated: after an interruption it goes on with the same keys, and when the
            device is already provisioned with this invitation it says so.

            The keys lie in the TPM 2.0 where the kernel offers one (/dev/tpmrm0), in sealed files otherwise; the report
            says which. --keys tpm insists on a TPM; --keys file does without. A TPM that is there but does not work
            stops the provisioning: nothing falls back in silence. What was decided first stays.

            With --station-user and --link-user each folder is given to the daemon that it belongs to, and neither can
            reach the other's; without them one user runs both, which is no wall and only good for a try-out.

            EXAMPLES
              ridgeline provision --invitation gate-7.json --station-user rs --link-user rl
              ridgeline provision --invitation gate-7.json --keys tpm

            Exit status: 0 when the device is provisioned, 1 otherwise, 2 for wrong usage.
            """)

    @Option(help: "The invitation, a file from the hub's operator.", completion: .file(extensions: ["json"]))
    var invitation: String

    @OptionGroup var device: DeviceOptions

    @Option(help: "Where the private keys are to lie.")
    var keys = Keys.auto

    @Option(help: ArgumentHelp("The TPM's address (TCTI), with --keys tpm.", valueName: "address"))
    var tpm = CustodyChoice.usualTPM

    @OptionGroup var users: OwnerOptions

    @Flag(help: "Print JSON.")
    var json = false

    enum Keys: String, ExpressibleByArgument, CaseIterable { case auto, tpm, file }

    private var custody: CustodyChoice {
        switch keys {
        case .auto: .automatic
        case .tpm: .tpm(tpm)
        case .file: .file
        }
    }

    func run() async throws {
        let directory = try device.directory()
        // Known to be right before the one-time code is spent.
        let owners = try users.owners()
        let outcome = try await EnrolmentClient().provision(
            directory, with: try Invitation(contentsOf: URL(filePath: invitation)), custody: custody)
        if let owners { _ = try StateRepair(directory).run(owners: owners) }
        let report = Report(
            device: outcome.record.device, provisioned: outcome.record.provisioned,
            state: directory.root.path, keys: try CustodyRecord.load(directory).kind, wasComplete: outcome.wasComplete)
        print(json ? try WireJSON.line(report) : report.text)
    }

    private struct Report: Encodable {
        let device: String
        let provisioned: Timestamp
        let state: String
        let keys: CustodyKind
        let wasComplete: Bool

        var text: String {
            wasComplete
                ? "already provisioned: \(state) has been device \(device) since \(provisioned), keys in \(keys.words)"
                : "provisioned: \(state) is now device \(device), keys in \(keys.words)"
        }
    }
}
