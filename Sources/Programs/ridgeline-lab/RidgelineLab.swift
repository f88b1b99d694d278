import ArgumentParser
import Ground
import Operations

/// The laboratory: it shows and measures, and no device needs it.
@main
struct RidgelineLab: CommandLineProgram {
    static let configuration = CommandConfiguration(
        commandName: "ridgeline-lab",
        abstract: "Show the whole line, and measure it: accuracy, speed, load.",
        discussion: """
            `ridgeline demo`, `evaluate`, `bench` and `measure-decoding` start it. Everything a program may want to read
            comes as JSON with --json. Exit status: 0 done, 1 failed, 2 wrong usage.

            EXAMPLES
              ridgeline-lab demo
              ridgeline-lab evaluate --images prints --scores scores.txt
              ridgeline-lab bench hub --devices 500 --rounds 10
            """,
        version: softwareVersion,
        subcommands: [DemoCommand.self, Evaluate.self, BenchCommand.self, MeasureDecoding.self])
}
