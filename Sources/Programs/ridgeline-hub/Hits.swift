import ArgumentParser
import CaseMessages
import Foundation
import Ground
import Hub

/// `ridgeline-hub hits`
struct Hits: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the hits that devices have sent, and answer the new ones.",
        discussion: """
            Opens each hit with the hub's key; a new one is answered with its case reference, which the device's
            officer sees. Pictures are never printed. With --export every hit that could be opened is also written to
            a folder: ID.json (the facts), ID.png (the probe) and ID.template. A hit that cannot be opened is shown
            as quarantined, with the reason.

            EXAMPLES
              ridgeline-hub hits --data hub
              ridgeline-hub hits --data hub --json --export cases/
            """)

    @OptionGroup var options: HubOptions

    @Option(help: ArgumentHelp("Write the opened hits, pictures included, to this folder.", valueName: "folder"))
    var export: String?

    func run() async throws {
        let hub = try options.hub()
        let exporter = try export.map { try HitExport(folder: URL(filePath: $0, directoryHint: .isDirectory)) }
        var reports: [HitReport] = []
        try await hub.forEachHit { hit in
            reports.append(HitReport(hit))
            if let message = hit.message { try exporter?.write(message) }
        }
        let lines = reports.isEmpty ? ["No hit has been received."] : reports.map(\.line)
        try options.report(reports, text: lines.joined(separator: "\n"))
    }
}

/// What is said of a hit.
private struct HitReport: Encodable {
    let identifier: UUIDv7
    let device: UUIDv7
    let received: Timestamp
    let state: ItemState
    let reference: String
    let problem: String?
    let facts: HitFacts?

    init(_ hit: ReceivedHit) {
        identifier = hit.identifier
        device = hit.device
        received = hit.received
        state = hit.state
        reference = hit.reference
        problem = hit.problem?.description
        facts = hit.message?.facts
    }

    var line: String {
        let head = "\(reference)  \(received)  hit \(identifier) of device \(device): "
        guard let facts else { return head + "quarantined, \(problem ?? "unknown")" }
        let candidates = facts.candidates.map { "\($0.list)/\($0.record)" }.joined(separator: ", ")
        return head + "\(facts.result.rawValue), candidates \(candidates)"
    }
}
