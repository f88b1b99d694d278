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
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error where error is Fault || error is Retry {
            stop("\(configuration.commandName ?? "error"): \(error)", status: 1)
        } catch {
            let code = exitCode(for: error)
            let text = fullMessage(for: error)
            if code == .success {
                print(text)
            } else {
                stop(text, status: code == .validationFailure ? 2 : code.rawValue)
            }
        }
    }

    private static func stop(_ message: String, status: Int32) -> Never {
        if !message.isEmpty { FileHandle.standardError.write(Data((message + "\n").utf8)) }
        Glibc.exit(status)
    }
}
