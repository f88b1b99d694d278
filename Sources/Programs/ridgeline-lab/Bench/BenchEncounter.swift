import ArgumentParser
import CommandSupport
import Encounters
import Foundation
import Ground
import Identification
import Laboratory
import Station

/// `ridgeline bench encounter`
struct BenchEncounter: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encounter",
        abstract: "Measure a station's own share of an encounter, and its memory over many of them.",
        discussion: """
            Runs a station in this process, with lists that it has verified, an outbox and a chain of evidence in a temporary
            folder, and the real driver on an emulated reader that takes no time for a picture. The own share is all that passes
            from a finger on the glass to the screen that follows from it, summed over the plan's fingers, and what a traveller is
            kept waiting who has needed --pause from one finger's lifting to the next one's placing, as a finger is searched
            meanwhile; the emulator's work is counted. Every 50th traveller is listed, from the first one on.

            EXAMPLES
              ridgeline bench encounter --plan two-index --gallery 10000
              ridgeline bench encounter --gallery 100 --encounters 10000 --pause 0 --json

            Resident memory is said after a tenth of the encounters and after the last.
            """)

    @Option(
        help: "walk-up, two-index, four-fingers or ten.",
        transform: { text in
            do throws(Fault) { return try Plan(text) } catch { throw ValidationError(error.message) }
        })
    var plan = Plan(.twoIndex)

    @Option(help: "Listed fingers, of persons who have those of the plan each.")
    var gallery = 10_000

    @Option(help: "Encounters to run, one after the other.")
    var encounters = 50

    @Option(help: "Milliseconds that a traveller needs from one finger's lifting to the next one's placing.")
    var pause = 300

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...1_000_000).contains(gallery), (10...1_000_000).contains(encounters) else {
            throw ValidationError("give a --gallery of 1 to 1000000 fingers, and 10 to 1000000 --encounters")
        }
        guard (0...10_000).contains(pause) else { throw ValidationError("give a --pause of 0 to 10000 ms") }
        guard !plan.document, !plan.portrait else {
            throw ValidationError("only fingers are measured; give a --plan without document and portrait")
        }
    }

    func run() async throws {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "ridgeline-bench-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let report = try await measure(in: scratch)
        print(json ? try WireJSON.line(report) : report.text)
    }

    private func measure(in scratch: URL) async throws -> Report {
        let progress = ProgressLine()
        StandardError.say("making up prints and a list of \(gallery) fingers")
        let bench = try await EncounterBench(plan: plan, gallery: gallery, folder: scratch)
        return try await bench.open {
            // What is set up once is no encounter's.
            for number in 0..<2 { _ = try await bench.encounter(listed: number == 0, pause: .zero) }
            var (shares, computed): ([Double], [Double]) = ([], [])
            var (colours, early) = ([String: Int](), 0)
            for number in 0..<encounters {
                let start = ProcessorTime.seconds
                let done = try await bench.encounter(
                    listed: number % 50 == 0, pause: .milliseconds(pause))
                shares.append(done.milliseconds)
                computed.append((ProcessorTime.seconds - start) * 1000)
                colours[done.verdict.colour.rawValue, default: 0] += 1
                if number + 1 == max(1, encounters / 10) { early = ResidentMemory.now() }
                progress.report("encounters", number + 1, of: encounters)
            }
            guard let shares = Spread(shares), let computed = Spread(computed) else {
                throw Fault(.benchVerdict, "there was no encounter to measure; give more --encounters")
            }
            return Report(
                plan: plan.description, gallery: gallery, encounters: encounters, colours: colours,
                ownMilliseconds: shares, computedMilliseconds: computed, residentKilobytesAfterATenth: early,
                residentKilobytesAtTheEnd: ResidentMemory.now())
        }
    }

    struct Report: Encodable {
        let plan: String
        let gallery, encounters: Int
        let colours: [String: Int]
        let ownMilliseconds: Spread
        /// Processor time of the whole process, the emulator's and the list's upkeep with it.
        let computedMilliseconds: Spread
        let residentKilobytesAfterATenth, residentKilobytesAtTheEnd: Int

        var text: String {
            func number(_ value: Double) -> String { String(format: "%.1f", value) }
            let colours = colours.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
            return """
                \(encounters) encounters of the plan \(plan), \(gallery) fingers listed: \(colours)
                own share:        median \(number(ownMilliseconds.median)) ms, p95 \(number(ownMilliseconds.p95)) ms
                computed:         median \(number(computedMilliseconds.median)) ms, p95 \(number(computedMilliseconds.p95)) ms, \
                on all cores together
                resident memory:  \(residentKilobytesAfterATenth / 1024) MiB after \(max(1, encounters / 10)), \
                \(residentKilobytesAtTheEnd / 1024) MiB at the end
                """
        }
    }
}
