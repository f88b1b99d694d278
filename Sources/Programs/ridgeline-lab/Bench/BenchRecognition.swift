import ArgumentParser
import CommandSupport
import Fingerprint
import Foundation
import Ground
import Imaging
import Laboratory
import SyntheticPrints

/// `ridgeline bench recognition`
struct BenchRecognition: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recognition",
        abstract: "Measure extraction and comparison on one core, or what each part of the engine is worth.",
        discussion: """
            Times are those that a thread spends on a core, so that other work on the machine hardly counts: each step of \
            the extractor on the prints of a folder, extraction as pictures grow, comparisons as templates and galleries \
            grow, and how often the comparison loop asks for memory (never). Beside them, what memory does with bytes \
            that nobody looks at. Without --images prints are made up.

            --ablations leaves out one part of the engine after the other and shows what it does to the errors, for each \
            folder of prints and in the mean; a folder is a set as in `ridgeline evaluate`.

            EXAMPLES
              ridgeline bench recognition
              ridgeline bench recognition --images prints --ppi 500 --gallery 1000000 --json
              ridgeline bench recognition --ablations --images held-back/DB1 held-back/DB3 --ppi 500
            """)

    @Option(name: .long, parsing: .upToNextOption, help: ArgumentHelp("Folders of prints.", valueName: "dir"))
    var images: [String] = []

    @OptionGroup var resolution: Resolution

    @Option(help: "Fingers of the largest gallery; a million of them need 6 GB of memory.")
    var gallery = 100_000

    @Flag(help: "Measure the filters instead of the network.")
    var filters = false

    @Flag(help: "Show what each part of the engine does to the error rates.")
    var ablations = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1000...2_000_000).contains(gallery) else {
            throw ValidationError("--gallery is \(gallery), but must lie between 1000 and 2000000")
        }
        if ablations, images.isEmpty { throw ValidationError("--ablations needs --images with at least one folder") }
    }

    func run() throws {
        if ablations { try show(tableOfAblations()) { $0.text } } else { try show(measure()) { $0.text } }
    }

    private func show<Report: Encodable>(_ report: Report, text: (Report) -> String) throws {
        print(json ? try WireJSON.line(report) : text(report))
    }

    private func measure() throws -> RecognitionReport {
        let progress = ProgressLine()
        let prints = try images.isEmpty ? madeUp(progress) : read(progress)
        let extractor = TemplateExtractor(detection: filters ? .filters : .network(.standard))
        let times = ExtractionTimes(of: prints, by: extractor) { progress.report("extracting", $0, of: prints.count) }
        StandardError.say("pictures of growing size")
        let growth = PictureGrowth(of: prints[0], by: extractor)
        let templates = prints.prefix(200).compactMap { try? extractor.extract($0).template }
        let prepared = templates.map { PreparedTemplate($0) }
        let loop = ComparisonSpeed.allocations(prepared)
        StandardError.say("templates of growing size")
        let byMinutiae = ComparisonSpeed.counts.map { ComparisonSpeed.byMinutiae($0) }
        var byGallery: [ComparisonSpeed.ByGallery] = []
        for size in [1000, 10_000, 100_000, 1_000_000] where size <= gallery {
            StandardError.say("a gallery of \(size) fingers")
            if let found = ComparisonSpeed.byGallery(size) { byGallery.append(found) }
        }
        return RecognitionReport(
            detection: filters ? "filters" : "network", prints: images.isEmpty ? "made up" : "given", extraction: times,
            pictures: growth.points, printComparisonsPerSecond: ComparisonSpeed.perSecond(prepared),
            printMinutiae: prepared.isEmpty ? 0 : Double(prepared.reduce(0) { $0 + $1.count }) / Double(prepared.count),
            templateBytes: Spread(templates.map { Double($0.withBytes(\.count)) }),
            preparedBytes: Spread(prepared.map { Double($0.size) }), byMinutiae: byMinutiae, byGallery: byGallery,
            comparisonsCounted: loop.comparisons, allocations: loop.allocations,
            memoryMegabytesPerSecond: Bandwidth.memory(bytes: 1 << 28))
    }

    private func read(_ progress: ProgressLine) throws -> [GrayImage] {
        let files = try images.flatMap { try PrintSet(folder: URL(filePath: $0)).prints }
        return try files.enumerated().map { number, print in
            progress.report("reading", number, of: files.count)
            return try ImageFile.read(print.url, pixelsPerInch: resolution.pixelsPerInch)
        }
    }

    private func madeUp(_ progress: ProgressLine) -> [GrayImage] {
        let (fingers, impressions) = (6, 8)
        return (0..<fingers).flatMap { finger in
            progress.report("making up fingers", finger, of: fingers)
            let master = SyntheticPrints.master(finger: finger, seed: 5)
            return (0..<impressions).map {
                SyntheticPrints.impression(finger: finger, impression: $0, seed: 5, of: master).image
            }
        }
    }

    private func tableOfAblations() throws -> AblationReport {
        let progress = ProgressLine()
        return AblationReport(
            sets: try images.map { folder in
                let url = URL(filePath: folder)
                let table = AblationTable(
                    of: try PrintSet(folder: url), pixelsPerInch: resolution.pixelsPerInch, threads: 1,
                    progress: { stage, done, count in
                        progress.report("\(url.lastPathComponent), \(stage.rawValue)", done, of: count)
                    })
                return AblationReport.Set(name: url.lastPathComponent, rows: table.rows)
            })
    }
}
