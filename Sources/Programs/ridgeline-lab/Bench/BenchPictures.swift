import ArgumentParser
import CommandSupport
import Fingerprint
import Foundation
import Ground
import Imaging
import Laboratory
import Station
import SyntheticPrints

/// `ridgeline bench pictures`
struct BenchPictures: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pictures",
        abstract: "Measure what a hit's picture weighs, and how long it takes to cut it out and compress it.",
        discussion: """
            For each folder of prints (without --images prints are made up): bytes of the whole frames, bytes of the PNGs \
            that hits carry, and the time that a thread spends on cutting out and compressing. Each PNG is read back and \
            compared pixel by pixel. A print that cannot be extracted is left out.

            EXAMPLES
              ridgeline bench pictures
              ridgeline bench pictures --images prints/DB1 prints/DB2 --ppi 500 --json

            Exit status: 0 for success, 1 when a pixel was lost, or another failure, 2 for wrong usage.
            """)

    @Option(name: .long, parsing: .upToNextOption, help: ArgumentHelp("Folders of prints.", valueName: "dir"))
    var images: [String] = []

    @OptionGroup var resolution: Resolution

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let sets = try images.isEmpty ? [madeUp()] : images.map(read)
        print(
            json
                ? try WireJSON.line(sets)
                : sets.map(\.text).joined(separator: "\n"))
        if sets.contains(where: { $0.lost > 0 }) { throw ExitCode(1) }
    }

    private func read(_ folder: String) throws -> Weights {
        let url = URL(filePath: folder)
        var weights = Weights(url.lastPathComponent)
        for print in try PrintSet(folder: url).prints {
            let image = try ImageFile.read(print.url)
            try weights.add(resolution.pixelsPerInch.map { image.stated(pixelsPerInch: $0) } ?? image)
        }
        return weights
    }

    private func madeUp() throws -> Weights {
        var weights = Weights("made up")
        for finger in 0..<6 {
            let master = SyntheticPrints.master(finger: finger, seed: 5)
            for impression in 0..<8 {
                try weights.add(
                    SyntheticPrints.impression(finger: finger, impression: impression, seed: 5, of: master).image)
            }
        }
        return weights
    }

    /// Of one set of prints, summed up.
    private struct Weights: Encodable {
        let set: String
        private(set) var prints = 0
        private(set) var frameBytes = 0
        private(set) var cutBytes = 0
        private(set) var pngBytes = 0
        private(set) var milliseconds = 0.0
        /// Pictures that were not the same when they were read back: none.
        private(set) var lost = 0

        init(_ set: String) { self.set = set }

        mutating func add(_ frame: GrayImage) throws {
            guard let extraction = try? TemplateExtractor().extract(frame) else { return }
            let pixelsPerInch = frame.pixelsPerInch ?? 500
            let began = ThreadClock.now()
            let probe = try CroppedProbe(frame, extraction, pixelsPerInch: pixelsPerInch)
            milliseconds += (ThreadClock.now() - began) * 1000
            let again = try ImageFile.read(probe.png)
            let cut = frame.window(of: probe.area)
            let isSame = again.withPixels { one in cut.withPixels { other in one.elementsEqual(other) } }
            prints += 1
            frameBytes += frame.width * frame.height
            cutBytes += probe.area.width * probe.area.height
            pngBytes += probe.png.count
            lost += isSame ? 0 : 1
        }

        var text: String {
            func mean(_ sum: Int) -> Int { sum / max(1, prints) }
            let share = String(format: "%.0f", 100 * Double(pngBytes) / Double(max(1, frameBytes)))
            let time = String(format: "%.2f", milliseconds / Double(max(1, prints)))
            return "\(set): \(prints) prints, mean bytes of the frame \(mean(frameBytes)), cut out \(mean(cutBytes)), "
                + "as PNG \(mean(pngBytes)) (\(share) %), \(time) ms, \(lost) not exact"
        }
    }
}
