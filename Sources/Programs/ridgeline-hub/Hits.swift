import ArgumentParser
import Foundation
import Ground
import Hub

/// `ridgeline-hub hits`
struct Hits: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the hits that devices have sent, and answer the new ones.",
        discussion: """
            Opens each hit with the hub's key; a new one is answered with its case reference, which the device's
            officer sees. Hits of one encounter stand beneath each other. Pictures are never printed. With --export every
            hit that could be opened is also written to a folder: DEVICE.ID.json (what it says), and of its first sample
            DEVICE.ID.png and DEVICE.ID.template, of the second DEVICE.ID-2.png and DEVICE.ID-2.template, and so on; the
            picture of a sample of an unknown kind is DEVICE.ID.picture, as it came. No file that is there is ever
            overwritten with something else. A hit that cannot be opened is shown as quarantined, with the reason. A
            picture that is too large for the hit follows it in pieces: until all are here, DEVICE.ID.no-picture.txt says
            how many are not; export again for the picture.

            What is wrong with one hit never keeps the others back. With --after only the cases after one that was seen
            before are opened.

            EXAMPLES
              ridgeline-hub hits --data hub
              ridgeline-hub hits --data hub --json --export cases/ --after C-000041

            Exit status: 0 for success, 1 when a hit could not be exported, or another failure, 2 for wrong usage.
            """)

    @OptionGroup var options: HubOptions

    @Option(help: ArgumentHelp("Write the opened hits, pictures included, to this folder.", valueName: "folder"))
    var export: String?

    @Option(help: ArgumentHelp("Only hits that came after this case.", valueName: "case"), transform: Reply.reference)
    var after: CaseReference?

    func run() async throws {
        let hub = try options.hub()
        let exporter = try export.map { try HitExport(folder: URL(filePath: $0, directoryHint: .isDirectory)) }
        var reports: [HitReport] = []
        var isWhole = true
        try await hub.forEachHit(after: after) { hit in
            var problem: Fault?
            do { try exporter?.write(hit) } catch let fault as Fault {
                problem = fault
                isWhole = false
            }
            reports.append(HitReport(hit, notExported: problem))
        }
        let none = after == nil ? "No hit has been received." : "No hit has been received since."
        try options.report(reports, reports.isEmpty ? [none] : HitReport.lines(reports))
        if !isWhole { throw ExitCode(1) }
    }
}
