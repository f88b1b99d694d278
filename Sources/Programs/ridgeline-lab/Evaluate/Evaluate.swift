import ArgumentParser
import CommandSupport
import Fingerprint
import Foundation
import Ground
import Interchange
import Laboratory

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure accuracy and speed on a folder of prints.",
        discussion: """
            Extracts every image of the folder and compares all pairs. Images are PNG, JPEG, PGM or BMP, named \
            <finger>_<impression>.<extension>; the finger is all before the last underscore. Two images of one finger \
            are a genuine pair, two of different fingers an impostor pair.

            The scores file has one line `<imgA> <imgB> <score>` per pair; an image is named by its file name without \
            the extension. The score is FAIL where either print failed to enrol; such a pair matches at no threshold. \
            Times are those of one core, whatever --threads says. Conventions: docs/recognition.md.

            --reject-worst 10 shows what is left of the errors without the tenth of the prints that has the least \
            quality, --discard for rising parts of them. --intervals draws the fingers 1000 times to show how far \
            the rates may be off by the choice of fingers. --plot draws the trade-off of the error rates and the \
            distributions of the scores.

            --identification shows how often a listed person is missed when 1, 2, 4 or 10 fingers are searched together in \
            lists of a thousand to a hundred million persons, and what fused scores of strangers are worth. A finger's \
            person is all of its name before its last underscore: <person>_<finger>_<impression>.

            --via iso-2005 hands each template to the matcher as it comes back from a record of that format, as it would \
            from another system: iso-2005 and iso-2011 (ISO/IEC 19794-2), incits-2004, incits-2007, incits-2009 and \
            incits-2009am1 (INCITS 378).

            EXAMPLES
              ridgeline evaluate --images prints --scores scores.txt
              ridgeline evaluate --images prints --scores scores.txt --intervals --reject-worst 10
              ridgeline evaluate --images prints --scores scores.txt --ppi 512 --threads 1 --json figures.json
              ridgeline evaluate --images prints --scores scores.txt --plot figures.svg --via incits-2004
              ridgeline evaluate --images persons --scores scores.txt --identification --json figures.json
            """)

    @Option(help: ArgumentHelp("The folder of prints.", valueName: "dir"))
    var images: String

    @Option(help: ArgumentHelp("Where to write the scores.", valueName: "file"))
    var scores: String

    @OptionGroup var resolution: Resolution

    @Option(help: "How many prints to work on at once; the default is one for each core.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "Find minutiae with the filters instead of the network, for comparison.")
    var filters = false

    @Option(
        help: ArgumentHelp("Find minutiae with a network of these weights (Training/export.py).", valueName: "file"))
    var weights: String?

    @Option(help: "Write and read each template as a record of this format before it is matched.")
    var via: RecordFormat?

    @Flag(help: "Also show 95 % confidence intervals by bootstrap over fingers.")
    var intervals = false

    @Flag(help: "Also show the rates of identification with several fingers.")
    var identification = false

    @Option(help: ArgumentHelp("Also show the rates without so many per cent of the prints.", valueName: "percent"))
    var rejectWorst: Double?

    @Option(help: ArgumentHelp("Write the error versus discard curve, tab-separated.", valueName: "file"))
    var discard: String?

    @Option(help: ArgumentHelp("Draw the figures, as SVG.", valueName: "file"))
    var plot: String?

    @Option(help: ArgumentHelp("Also write the figures as JSON, with what else was asked for.", valueName: "file"))
    var json: String?

    func validate() throws {
        guard (1...256).contains(threads) else {
            throw ValidationError("--threads is \(threads), but must lie between 1 and 256")
        }
        if let rejectWorst, !(0..<100).contains(rejectWorst) {
            throw ValidationError("--reject-worst is \(rejectWorst), but must lie between 0 and 100")
        }
    }

    func run() throws {
        let set = try PrintSet(folder: URL(filePath: images))
        if !set.ignored.isEmpty {
            StandardError.say(
                "left out \(set.ignored.count) files that are no PNG, JPEG, PGM or BMP, such as \(set.ignored[0])")
        }
        let progress = ProgressLine()
        let extractor = TemplateExtractor(detection: try detection())
        let evaluation = Evaluation(
            of: set, pixelsPerInch: resolution.pixelsPerInch, threads: threads,
            progress: { stage, done, count in progress.report(stage.rawValue, done, of: count) },
            extract: { [via] image in
                let template = try extractor.extraction(of: image).template
                return try via.map { format in try template.sent(as: format) } ?? template
            })
        for enrolment in evaluation.enrolments {
            guard case .failure(let reason) = enrolment.result else { continue }
            StandardError.say("\(enrolment.print.url.lastPathComponent) failed to enrol: \(reason)")
        }
        try DurableFile.write(Data(evaluation.scoresFile.utf8), to: URL(filePath: scores))
        let intervals = intervals ? ConfidenceIntervals(evaluation) : nil
        let identified = identification ? IdentificationRates(evaluation) : nil
        let summary = EvaluationSummary(
            evaluation, intervals: intervals, rejecting: rejectWorst.map { $0 / 100 }, identification: identified)
        if let json { try DurableFile.write(summary.json(), to: URL(filePath: json)) }
        print(summary.table)
        if let intervals { print("\n95 % intervals\n" + intervals.table) }
        if identification {
            print(
                "\nidentification\n"
                    + (identified?.table
                        ?? "there are no two persons, and no finger has two impressions: nothing to be searched for"))
        }
        if let rejectWorst, let left = summary.withoutWorst {
            print("\nwithout the worst \(rejectWorst) % by quality\n" + left.table)
        }
        if let plot {
            guard let picture = evaluation.plot else {
                throw Fault(
                    .evaluatePlot, "there is nothing to draw without pairs of one finger and of two; add prints")
            }
            try DurableFile.write(Data(picture.utf8), to: URL(filePath: plot))
        }
        if let discard { try DurableFile.write(Data(evaluation.discardCurve.utf8), to: URL(filePath: discard)) }
    }

    private func detection() throws -> TemplateExtractor.Detection {
        if let weights {
            return .network(try MinutiaeNetwork(weights: [UInt8](Data(contentsOf: URL(filePath: weights)))))
        }
        return filters ? .filters : .network(.standard)
    }
}
