import ArgumentParser
import Ground
import Operations

/// The technician's tool and the laboratory.
@main
struct Ridgeline: CommandLineProgram {
    static let configuration = CommandConfiguration(
        commandName: "ridgeline",
        abstract: "Fingerprint recognition for border devices: the technician's tool and the laboratory.",
        discussion: """
            Everything a program may want to read comes as JSON with --json. Exit status: 0 done, 1 failed, 2 wrong usage.
            """,
        version: softwareVersion,
        subcommands: [
            DemoCommand.self, CaptureCommand.self, Extract.self, Match.self, Evaluate.self, ProvisionCommand.self,
            StatusCommand.self, SelfTestCommand.self, ResetCommand.self, UdevCommand.self, ConformReader.self,
            MeasureDecoding.self,
            BenchCommand.self, TufCommand.self, ImportCommand.self, EmulateCommand.self,
            AuditCommand.self, OutboxCommand.self,
        ])
}
