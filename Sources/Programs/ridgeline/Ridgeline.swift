import ArgumentParser
import Ground
import Operations

/// The technician's tool.
@main
struct Ridgeline: CommandLineProgram {
    static let configuration = CommandConfiguration(
        commandName: "ridgeline",
        abstract: "The technician's tool for fingerprint devices at a border.",
        discussion: """
            Everything a program may want to read comes as JSON with --json. Exit status: 0 done, 1 failed, 2 wrong usage.

            EXAMPLES
              ridgeline self-test
              ridgeline provision --invitation invitation.json
              ridgeline extract finger.png --output finger.rlt
              ridgeline encounter --plan two-index
              ridgeline explain hub.untrusted
              ridgeline demo
            """,
        version: softwareVersion,
        subcommands: [
            CaptureCommand.self, Extract.self, Match.self, ProvisionCommand.self,
            StatusCommand.self, SelfTestCommand.self, ResetCommand.self, UdevCommand.self, ConformReader.self,
            TufCommand.self, ImportCommand.self, EmulateCommand.self, AuditCommand.self, OutboxCommand.self,
            ExplainCommand.self, RepairCommand.self, EncounterCommand.self,
        ],
        groupedSubcommands: [
            CommandGroup(
                name: "Laboratory",
                subcommands: [
                    DemoCommand.self, EvaluateCommand.self, BenchCommand.self, MeasureDecodingCommand.self,
                ])
        ])
}
