import ArgumentParser
import CaseMessages
import Ground
import Hub

/// `ridgeline-hub reply`
struct Reply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Confirm or dismiss a hit; its station shows it to the officer.",
        discussion: """
            The case is named as ridgeline-hub hits names it. The station gets one sealed and signed message; a second
            reply to the same case is another message, and the newest one counts.

            EXAMPLES
              ridgeline-hub reply --data hub C-000042 --confirm
              ridgeline-hub reply --data hub C-000042 --dismiss --text 'Another person; let the traveller pass'
            """)

    enum Choice: String, EnumerableFlag {
        case confirm, dismiss

        var status: CaseReply.Status {
            switch self {
            case .confirm: .confirmed
            case .dismiss: .dismissed
            }
        }
    }

    @OptionGroup var options: HubOptions

    @Argument(help: "The case, for example C-000042.", transform: Self.reference)
    var hit: CaseReference

    @Flag(exclusivity: .exclusive, help: "It is the listed person, or it is not.")
    var choice: Choice

    @Option(help: "What the officer reads, in one line; the usual words without it.")
    var text: String?

    private struct Report: Encodable {
        let `case`: CaseReference
        let status: CaseReply.Status
    }

    func run() async throws {
        try await options.hub().reply(to: hit, choice.status, text: text)
        try options.report(
            Report(case: hit, status: choice.status),
            "Case \(hit) is \(choice.status.rawValue); its station will show it."
        )
    }

    static func reference(_ text: String) throws -> CaseReference {
        guard let reference = CaseReference(text) else {
            throw ValidationError("'\(text)' is no case; see ridgeline-hub hits.")
        }
        return reference
    }
}
