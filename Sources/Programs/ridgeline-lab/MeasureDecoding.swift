import ArgumentParser
import Ground
import NB1010
import URU4000

/// `ridgeline measure-decoding`: how long a picture takes from the last byte to the pixels.
struct MeasureDecoding: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure-decoding", abstract: "Measure how long readers' pictures take to decode.",
        discussion: """
            Descrambling, assembling, inverting and turning, on noise; the median and the slowest of --pictures. At most 2 ms
            are allowed.

            EXAMPLES
              ridgeline measure-decoding
              ridgeline measure-decoding --pictures 1000 --json

            Exit status: 0 when the medians are within, 1 when one is not.
            """)

    @Option(help: "Pictures of each reader.")
    var pictures = 200

    @Flag(help: "Print the figures as JSON.")
    var json = false

    private static let limit = Duration.milliseconds(2)

    private struct Figure: Encodable {
        let reader: String
        let medianMilliseconds, slowestMilliseconds: Double
    }

    func validate() throws {
        guard (1...100_000).contains(pictures) else { throw ValidationError("--pictures is 1 to 100000") }
    }

    func run() async throws {
        var random = SystemRandomNumberGenerator()
        let transfer = URU4000Decoding.noise(using: &random)
        let packets = NB1010Decoding.noise(using: &random)
        let figures = [
            try figure("U.are.U 4500") {
                _ = try URU4000Decoding.picture(transfer, key: UInt32.random(in: 0...UInt32.max), upsideDown: true)
            },
            try figure("NB-1010-U") { _ = try NB1010Decoding.picture(packets) },
        ]
        if json {
            print(try WireJSON.line(figures))
        } else {
            for figure in figures {
                print(
                    "\(figure.reader): median \(figure.medianMilliseconds) ms, slowest \(figure.slowestMilliseconds) ms"
                )
            }
        }
        if figures.contains(where: { $0.medianMilliseconds > Self.limit / .milliseconds(1) }) { throw ExitCode(1) }
    }

    private func figure(_ reader: String, _ body: () throws -> Void) rethrows -> Figure {
        var times: [Double] = []
        for _ in 0..<pictures {
            let start = ContinuousClock.now
            try body()
            times.append(((ContinuousClock.now - start) / .microseconds(1)).rounded() / 1000)
        }
        times.sort()
        return Figure(
            reader: reader, medianMilliseconds: times[times.count / 2], slowestMilliseconds: times[times.count - 1])
    }
}
