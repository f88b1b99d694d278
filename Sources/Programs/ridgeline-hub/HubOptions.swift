import ArgumentParser
import Foundation
import Ground
import Hub

/// What every command is told.
struct HubOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The folder that the hub lives in.", valueName: "dir"))
    var data: String

    @Option(
        help: ArgumentHelp(
            "A PostgreSQL server for the records, instead of a file in the folder; named once, then remembered.",
            discussion: "postgresql://user@host/database; leave the password to PGPASSFILE.", valueName: "url"))
    var database: String?

    @Flag(help: "Print JSON, for programs.")
    var json = false

    var folder: URL { Self.folder(data) }

    /// A folder that was named on the command line.
    @Sendable static func folder(_ path: String) -> URL { URL(filePath: path, directoryHint: .isDirectory) }

    func hub() throws -> Hub { try Hub(at: folder, database: database) }

    /// Says the result, in the form that was asked for; whatever others wrote in it cannot leave its line.
    func report(_ value: some Encodable, _ lines: @autoclosure () -> [String]) throws {
        if json {
            print(try WireJSON.line(value))
        } else {
            for line in lines() { print(line.printable) }
        }
    }

    func report(_ value: some Encodable, _ line: @autoclosure () -> String) throws { try report(value, [line()]) }
}
