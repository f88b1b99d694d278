import ArgumentParser
import Foundation
import Ground
import VendorProcess

/// `ridgeline conform-reader`: whether a vendor's reader process keeps to docs/vendor-readers.md.
struct ConformReader: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conform-reader", abstract: "Check a vendor's reader process against the protocol.",
        discussion: """
            PATH is the process's executable, which is started anew for each check, or the Unix socket that it listens on.
            The last check wants a finger, twice; standard error says when.

            EXAMPLES
              ridgeline conform-reader /usr/libexec/acme-reader
              ridgeline conform-reader /run/ridgeline/readers/acme.sock --json
              ridgeline conform-reader .build/debug/ridgeline-example-reader -- --prints DIR

            Exit status: 0 when every check passed, 1 when one did not, 2 for wrong usage.
            """)

    @Argument(help: "The executable or the Unix socket.", completion: .file())
    var path: String

    @Argument(parsing: .postTerminator, help: "Arguments for the executable.")
    var arguments: [String] = []

    @Option(help: "Seconds to place a finger in, and to lift it.")
    var fingerTime: Double = 30

    @Flag(help: "Print the checks as JSON.")
    var json = false

    func validate() throws {
        guard fingerTime > 0, fingerTime <= 600 else {
            throw ValidationError("--finger-time is more than 0, at most 600")
        }
    }

    func run() async throws {
        let conformance = VendorConformance(path, arguments: arguments, fingerTime: .seconds(fingerTime)) {
            StandardError.say($0)
        }
        var checks: [VendorConformance.Check] = []
        await conformance.run { check in
            checks.append(check)
            if !json { print("\(check.objection == nil ? "passed" : "FAILED")  \(check.name)\(Self.reason(check))") }
        }
        if json { print(try WireJSON.line(checks)) }
        if checks.contains(where: { $0.objection != nil }) { throw ExitCode(1) }
    }

    private static func reason(_ check: VendorConformance.Check) -> String {
        check.objection.map { "\n        \($0)" } ?? ""
    }
}
