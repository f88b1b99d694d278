import ArgumentParser

/// `ridgeline bench`: figures that anyone can repeat, one topic per subcommand.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure on this machine; each topic makes what it needs and leaves nothing behind.",
        discussion: """
            Build with -c release first, and say the machine's load beside any figure.

            EXAMPLES
              ridgeline bench recognition --images prints --ppi 500 --gallery 100000
              ridgeline bench encounter --gallery 10000
              ridgeline bench pictures
              ridgeline bench lists --fingers 1000000 --folder /var/tmp
              ridgeline bench outbox
              ridgeline bench hub --devices 500 --rounds 10
            """,
        subcommands: [
            BenchRecognition.self, BenchPictures.self, BenchLists.self, BenchOutbox.self, BenchUpload.self,
            BenchPower.self, BenchHub.self, BenchEncounter.self,
        ])
}
