import ArgumentParser
import Foundation
import Ground
import Hub

/// What every command is told.
struct HubOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The folder that the hub lives in.", valueName: "dir"))
    var data: String

    @Flag(help: "Print JSON, for programs.")
    var json = false

    var folder: URL { URL(filePath: data, directoryHint: .isDirectory) }

    func hub() throws -> Hub { try Hub(at: folder) }

    /// Says the result, in the form that was asked for.
    func report(_ value: some Encodable, text: @autoclosure () -> String) throws {
        print(json ? String(decoding: try WireJSON.encode(value), as: UTF8.self) : text())
    }
}
