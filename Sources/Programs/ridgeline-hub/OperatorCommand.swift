import ArgumentParser
import Foundation
import Ground
import Hub

/// `ridgeline-hub operator`
struct OperatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operator",
        abstract: "Let somebody use the operator's API and page, or shut them out.",
        discussion: """
            The file holds a private key and its certificate: keep it like a password. A second file for the same name
            makes the first one useless.

            EXAMPLES
              ridgeline-hub operator --data hub maria --output maria.pem
              curl --cacert hub/keys/authority.crt --cert maria.pem https://hub.example.org:8444/operator
              ridgeline-hub operator --data hub maria --remove
            """)

    @OptionGroup var options: HubOptions

    @Argument(help: "Who it is.")
    var name: String

    @Option(help: ArgumentHelp("Where key and certificate go.", valueName: "file"))
    var output: String?

    @Flag(help: "Shut the operator out from the next request on.")
    var remove = false

    private struct Report: Encodable {
        let name: String
        let output: String?
    }

    func validate() throws {
        guard remove == (output == nil) else { throw ValidationError("Give --output FILE, or --remove.") }
    }

    func run() async throws {
        let hub = try options.hub()
        if let output {
            let identity = try await hub.addOperator(name)
            try DurableFile.write(Data(identity.utf8), to: URL(filePath: output), permissions: 0o600)
        } else {
            try await hub.removeOperator(name)
        }
        let text = output.map { "\(name) is an operator with \($0)." } ?? "\(name) is no operator any more."
        try options.report(Report(name: name, output: output), text)
    }
}
