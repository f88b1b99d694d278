public import ArgumentParser
internal import Foundation
internal import Ground

/// The options that every daemon has.
public struct DaemonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Settings (YAML); see --print-sample.", valueName: "file"))
    public var config: String?

    @Flag(help: "Print a commented settings file with all defaults, and stop.")
    public var printSample = false

    public init() {}

    /// The settings in force; nil when only the sample was asked for, and printed.
    ///
    /// - Parameter options: what the command line says besides, by key; nil where it says nothing.
    /// - Throws: ``ExitCode`` 2, after saying why: settings that cannot be used are wrong usage.
    public func settings<Program: ProgramSettings>(
        of program: Program.Type, options: [String: String?] = [:]
    ) throws -> Settings<Program>? {
        guard !printSample else {
            print(Program.sampleFile, terminator: "")
            return nil
        }
        do throws(Fault) {
            return try Settings<Program>(file: config.map { URL(filePath: $0) }, options: options)
        } catch {
            StandardError.say("\(Program.program): \(error)")
            throw ExitCode(2)
        }
    }
}
