import ArgumentParser

/// `ridgeline bench`: figures that anyone can repeat, one topic per subcommand.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure on this machine; each topic makes what it needs and leaves nothing behind.",
        discussion: "Build with -c release first, and say the machine's load beside any figure.",
        subcommands: [
            BenchRecognition.self, BenchLists.self, BenchOutbox.self, BenchUpload.self, BenchPower.self, BenchHub.self,
        ])
}
