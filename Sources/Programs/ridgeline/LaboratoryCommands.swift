import ArgumentParser
import CommandSupport
import Foundation
import Glibc
import Ground

/// A command of `ridgeline-lab`, known here too: it takes this process's place, with all arguments and the same result.
protocol LaboratoryCommand: ParsableCommand {
    static var name: String { get }
    static var purpose: String { get }
    /// What follows the command's name, `--help` included.
    var arguments: [String] { get }
}

extension LaboratoryCommand {
    static var configuration: CommandConfiguration { CommandConfiguration(commandName: name, abstract: purpose) }

    func run() throws {
        let program = OwnFolder.program("ridgeline-lab").path
        // Never given back: this process is replaced, or ends with the fault.
        let words = ([program, Self.name] + arguments).map { strdup($0) }
        execv(program, words + [nil])
        let reason = String(cString: strerror(errno))
        throw Fault(.laboratoryMissing, "\(program): \(reason); build or install ridgeline-lab beside ridgeline")
    }
}

struct DemoCommand: LaboratoryCommand {
    static let name = "demo"
    static let purpose = "Show the whole line, from a finger on an emulated reader to the centre's receipt."
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}

struct EvaluateCommand: LaboratoryCommand {
    static let name = "evaluate"
    static let purpose = "Measure accuracy and speed on a folder of prints."
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}

struct BenchCommand: LaboratoryCommand {
    static let name = "bench"
    static let purpose = "Measure on this machine, by topics."
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}

struct MeasureDecodingCommand: LaboratoryCommand {
    static let name = "measure-decoding"
    static let purpose = "Measure how long readers' pictures take to decode."
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}
