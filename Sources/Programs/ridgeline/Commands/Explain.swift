import ArgumentParser
import CommandSupport
import Foundation
import Ground

/// `ridgeline explain`: what a code means and what helps.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say why a code comes and what to do about it.",
        discussion: """
            Every message ends with its code in brackets; give the code, or the whole message in quotes. Of what an answer
            says of itself, its doubts and why a finger was not taken, the word will do.

            EXAMPLES
              ridgeline explain hub.untrusted
              ridgeline explain incomplete
              ridgeline explain --list
              ridgeline explain disk.full --json
            """)

    @Argument(help: "A code, a message that holds it, or a doubt or reason of an answer.")
    var code: String?

    @Flag(help: "Show all codes.")
    var list = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (code != nil) != list else { throw ValidationError("Give a code, or --list.") }
    }

    func run() throws {
        let page = FaultPage.standard
        guard let code else { return try show(page.entries) }
        let entries = page.entries(for: code)
        guard !entries.isEmpty else {
            let near = page.nearest(to: code)
            let advice = near.isEmpty ? "" : "did you mean \(near.joined(separator: ", "))? "
            throw Fault(.explainUnknown, "there is no code '\(code)'; \(advice)See ridgeline explain --list")
        }
        try show(entries)
    }

    private func show(_ entries: [FaultPage.Entry]) throws {
        if json { return print(try WireJSON.line(entries)) }
        for entry in entries { print("\(entry.code)\n  cause   \(entry.cause)\n  remedy  \(entry.remedy)") }
    }
}
