import ArgumentParser
import Foundation
import Ground

/// The technician's tool and the laboratory.
@main
struct Ridgeline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ridgeline",
        abstract: "Fingerprint recognition for border devices: the technician's tool and the laboratory.",
        discussion: """
            Everything a program may want to read comes as JSON with --json. Exit status: 0 done, 1 failed, 2 wrong usage.
            """,
        subcommands: [
            DemoCommand.self, CaptureCommand.self, Extract.self, Match.self, Evaluate.self, ProvisionCommand.self,
            StatusCommand.self, UdevCommand.self,
        ])

    /// As ArgumentParser's own, but with the exit status that this project promises for wrong usage.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let fault as Fault {
            stop("ridgeline: \(fault)", status: 1)
        } catch let retry as Retry {
            stop("ridgeline: \(retry)", status: 1)
        } catch {
            switch exitCode(for: error) {
            case .success: print(fullMessage(for: error))
            case .validationFailure: stop(fullMessage(for: error), status: 2)
            case let code: stop(fullMessage(for: error), status: code.rawValue)
            }
        }
    }

    private static func stop(_ message: String, status: Int32) -> Never {
        if !message.isEmpty { FileHandle.standardError.write(Data((message + "\n").utf8)) }
        Foundation.exit(status)
    }
}
