public import ArgumentParser
internal import Foundation
internal import Ground

extension AsyncParsableCommand {
    /// Runs the command line as every program of Ridgeline does: errors go to the standard error with the program's
    /// name, the exit status is 0 for success, 1 for a failure, 2 for wrong usage (ArgumentParser's own is 64).
    public static func runProgram() async {
        let name = configuration.commandName ?? "ridgeline"
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
        } catch let fault as Fault {
            stop("\(name): \(fault)", status: 1)
        } catch let retry as Retry {
            stop("\(name): \(retry)", status: 1)
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
