import ArgumentParser
import Encounters
import Foundation
import Ground

/// `ridgeline demo`: the main job, shown.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Show the whole line, from a finger on an emulated reader to the centre's receipt.",
        discussion: """
            Starts a hub, a station and a link as processes of their own, presents prints, cuts the network, kills
            processes, changes the list, and checks that nothing was lost and nothing remains.

            EXAMPLES
              ridgeline demo
              ridgeline demo --prints crossmatch/ --fingers 20
              ridgeline demo --plan two-index --json encounters.json

            Exit status: 0 when every step succeeded, 1 when one failed, 2 for wrong usage. Recognition errors are
            counted in the table; they fail no step.

            With a plan of several fingers travellers are persons, and two of them also come with fingers swapped, one shown
            twice, and one missing. In a folder of prints a finger's person is all of its name before its last underscore.
            """)

    @Option(
        help: "What is taken of a traveller: walk-up, two-index, four-fingers or ten.",
        transform: { text in
            do throws(Fault) { return try Plan(text) } catch { throw ValidationError(error.message) }
        })
    var plan = Plan.walkUp

    @Option(help: ArgumentHelp("Prints named <finger>_<impression>; without it synthetic ones.", valueName: "dir"))
    var prints: String?

    @Option(
        help:
            "Fingers to use at most, spread evenly over the folder; by default 12, or four persons' where that is more."
    )
    var fingers: Int?

    @Option(help: "The pictures' resolution in pixels per inch (250 to 1200); overrides what the files state.")
    var ppi: Double?

    @Option(help: ArgumentHelp("Keep state, hub and journals in this new folder.", valueName: "dir"))
    var keep: String?

    @Option(help: "Port of the officer's page on loopback.")
    var kioskPort = 8420

    @Option(help: ArgumentHelp("Write what was presented, answered and timed.", valueName: "file"), completion: .file())
    var json: String?

    private var persons: Int {
        let each = plan.steps.count
        return (fingers ?? max(12, 4 * each)) / each
    }

    func validate() throws {
        guard !plan.document, !plan.portrait else {
            throw ValidationError("the demo shows fingers only; give a --plan without document and portrait")
        }
        guard (2...1000).contains(fingers ?? 2 * plan.steps.count), persons >= 2 else {
            throw ValidationError("--fingers is a number from \(2 * plan.steps.count) to 1000: two persons at least")
        }
        guard ppi.map((250...1200).contains) ?? true else {
            throw ValidationError("--ppi is a number from 250 to 1200")
        }
        guard (1...65535).contains(kioskPort) else { throw ValidationError("--kiosk-port is a number from 1 to 65535") }
    }

    func run() async throws {
        let work =
            keep.map { URL(filePath: $0) }
            ?? FileManager.default.temporaryDirectory.appending(path: "ridgeline-demo-\(UUID().uuidString)")
        guard !FileManager.default.fileExists(atPath: work.path) else {
            throw ValidationError("\(work.path) exists already; name a new folder")
        }
        let prints: DemoPrints
        if let folder = self.prints {
            prints = try DemoPrints(folder: URL(filePath: folder), plan: plan, most: persons, pixelsPerInch: ppi)
        } else {
            print("Making \(persons * plan.steps.count) synthetic fingers…")
            prints = DemoPrints(synthetic: persons, plan: plan, impressions: 4)
        }
        try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
        let run = DemoRun(prints: prints, plan: plan, work: work, kioskPort: kioskPort)
        let failures = try await run.run()
        if let json { try run.report.write(to: URL(filePath: json), plan: plan) }
        if keep == nil, failures.isEmpty { try? FileManager.default.removeItem(at: work) }
        guard failures.isEmpty else {
            print("\ndemo: FAILED, \(failures.count) problems; state and journals are in \(work.path)")
            throw ExitCode(1)
        }
        print("\ndemo: every step succeeded")
    }
}
