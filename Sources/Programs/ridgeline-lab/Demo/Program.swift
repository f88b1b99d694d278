import Foundation
import Ground

/// Runs commands of one of our programs and reads what they say.
struct Program: Sendable {
    let executable: URL
    /// Goes with every command.
    let common: [String]

    private var name: String { executable.lastPathComponent }

    /// - Returns: the command's standard output.
    /// - Throws: ``Fault`` `demo.command` with what the command said on its standard error.
    @discardableResult
    func run(_ arguments: [String]) async throws -> Data {
        // A command that was killed from outside has changed nothing or everything: all of them may be repeated.
        for _ in 0..<5 {
            let (reason, status, output, complaint) = try await once(arguments + common)
            if reason == .uncaughtSignal { continue }
            guard status == 0 else {
                throw Fault(.demoCommand, "\(name) \(arguments.joined(separator: " ")): \(complaint)")
            }
            return output
        }
        throw Fault(.demoCommand, "\(name) \(arguments.joined(separator: " ")) was killed five times")
    }

    /// The same, with the output decoded from JSON.
    func json<T: Decodable>(_ type: T.Type, _ arguments: [String]) async throws -> T {
        let decoder = JSONDecoder()
        return try decoder.decode(type, from: await run(arguments + ["--json"]))
    }

    private func once(
        _ arguments: [String]
    ) async throws -> (Process.TerminationReason, Int32, output: Data, complaint: String) {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        let (output, complaint) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = complaint
        try process.run()
        async let said = Task.detached { output.fileHandleForReading.readDataToEndOfFile() }.value
        async let complained = Task.detached { complaint.fileHandleForReading.readDataToEndOfFile() }.value
        let texts = await (said, complained)
        process.waitUntilExit()
        return (
            process.terminationReason, process.terminationStatus, texts.0,
            String(decoding: texts.1, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        )
    }
}
