import CommandSupport
import Foundation

/// A command as its program describes it (`--experimental-dump-help`).
struct DescribedCommand: Decodable {
    struct Argument: Decodable {
        struct Name: Decodable { let name: String }
        let names: [Name]?
        let isOptional: Bool
        let kind: String
    }

    let commandName: String
    let abstract, discussion: String?
    let arguments: [Argument]?
    let subcommands: [DescribedCommand]?
    /// The commands above it, the program's name first.
    var path: [String] = []

    private enum CodingKeys: CodingKey { case commandName, abstract, discussion, arguments, subcommands }

    /// A program's root command, with all those below.
    init(program: String) throws {
        struct Dump: Decodable { let command: DescribedCommand }
        let dump = try Ran(program, ["--experimental-dump-help"])
        self = try JSONDecoder().decode(Dump.self, from: Data(dump.output.utf8)).command
    }

    /// This command and all below it, those of ArgumentParser's own left out.
    var all: [DescribedCommand] {
        [self]
            + (subcommands ?? []).filter { $0.commandName != "help" }.flatMap { command in
                var command = command
                command.path = path + [commandName]
                return command.all
            }
    }

    var words: [String] { path + [commandName] }

    /// The lines of its help that show how it is called.
    var examples: [Substring] {
        guard let discussion, let start = discussion.range(of: "EXAMPLES") else { return [] }
        return discussion[start.upperBound...].split(separator: "\n").filter { $0.hasPrefix("  ") }
    }

    /// The names of its options, without dashes.
    var options: Set<String> { Set((arguments ?? []).flatMap { $0.names ?? [] }.map(\.name)) }

    /// The names of those that must be given, each in all its forms; of flags another one may be given instead.
    var needed: [[String]] {
        (arguments ?? []).filter { !$0.isOptional && $0.kind == "option" }.compactMap { $0.names?.map(\.name) }
    }
}

/// What a program said and how it ended.
struct Ran {
    let output: String
    let status: Int32

    /// The program as it was built beside the tests.
    init(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = OwnFolder.program(program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        output = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        status = process.terminationStatus
    }
}
