public import ArgumentParser
internal import Foundation
internal import Glibc
internal import Ground

/// The root command of a program: every program of the house ends with 0 for success, 1 for a failure and 2 for wrong
/// usage, and says what is wrong on the standard error.
public protocol CommandLineProgram: AsyncParsableCommand {}

extension CommandLineProgram {
    public static func main() async {
        // Every program here may hold prints or keys.
        Hardening.apply()
        do {
            let command = try parseAsRoot()
            do { try await run(command) } catch let error as ValidationError {
                throw WrongUsage(error, usage: usageString(for: type(of: command)))
            }
        } catch let wrong as WrongUsage {
            FileHandle.standardError.write(Data((wrong.text + "\n").utf8))
            Glibc.exit(2)
        } catch let error where error is Fault || error is Retry {
            StandardError.say("\(configuration.commandName ?? "error"): \(error)")
            Glibc.exit(1)
        } catch {
            let code = exitCode(for: error)
            let text = fullMessage(for: error)
            if code == .success {
                print(text)
            } else {
                // Usage has several lines, and what was typed is the typist's own.
                if !text.isEmpty { FileHandle.standardError.write(Data((text + "\n").utf8)) }
                Glibc.exit(code == .validationFailure ? 2 : code.rawValue)
            }
        }
    }

    private static func run(_ command: any ParsableCommand) async throws {
        var command = command
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
    }
}

/// Wrong usage that shows only when the command runs, said as the parser says it of a command's arguments.
private struct WrongUsage: Error {
    let text: String

    init(_ error: ValidationError, usage: String) {
        let command = usage.split(separator: " ").prefix { $0.first.map { $0.isLetter } ?? false }.joined(
            separator: " ")
        text = "Error: \(error.message)\nUsage: \(usage)\n  See '\(command) --help' for more information."
    }
}
