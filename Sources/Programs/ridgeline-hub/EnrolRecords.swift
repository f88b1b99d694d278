import ArgumentParser
import Foundation
import Ground
import Hub
import Identification
import Watchlist

/// `ridgeline-hub enrol-records`
struct EnrolRecords: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put persons on a list, from a file of records with templates or pictures.",
        discussion: """
            One JSON object a line, as the operator's API takes them (docs/protocol.md): "id", "notice", "prints" (each
            with "picture", or with "template": ISO/IEC 19794-2, INCITS 378 or ours; both base64) and, where wanted,
            "reference", "caution", "cautions", "instruction", "action", "validFrom", "validUntil", "display", "parts". A
            record that is on the list already is replaced; one whose "validUntil" is past is refused. Each print is compared
            with itself as a proof that it will be found. One line that cannot be used
            stops the command before anything is changed; --skip-unusable leaves records with unusable prints out,
            --accept-poor enrols prints that fail the proof, --keep-pictures gives devices the pictures too. All records are held in memory: about 4 GB for a million.

            EXAMPLES
              ridgeline-hub enrol-records --data hub --list interpol --from records.jsonl
            """)

    @OptionGroup var options: HubOptions
    @OptionGroup var publishing: PublishingOptions

    @Option(help: ArgumentHelp("The list, named by its owner.", valueName: "owner"))
    var list: String

    @Option(help: ArgumentHelp("The file of records.", valueName: "file"), completion: .file())
    var from: String

    @Flag(help: "Leave out records with a print that cannot be used, and those whose time is over; each is named.")
    var skipUnusable = false

    @OptionGroup var poor: PoorPrints
    @OptionGroup var pictures: KeptPictures

    private struct Report: Encodable {
        let records: Int
        let prints: Int
        let unusable: [String]
        let poor: [String]
        let publications: [Publication]
    }

    func run() async throws {
        let hub = try options.hub()
        let enrolled = try RecordFile.records(
            in: URL(filePath: from), acceptsPoor: poor.acceptPoor, keepsPictures: pictures.keepPictures
        ) { count in
            if count % 100_000 == 0 { StandardError.say("\(count) records read") }
        }
        let (records, unusable) = (enrolled.records, enrolled.unusable)
        try PoorPrints.check(enrolled, skipUnusable: skipUnusable)
        guard !records.isEmpty else {
            throw Fault(.hubNoRecords, "\(from) holds no record; give one JSON object a line")
        }
        poor.log(enrolled.poor, list: list)
        try await hub.change(list, records.map(ListChange.put))
        let publications = try await publishing.publish(hub, list)
        let prints = records.reduce(0) { $0 + $1.parts.count { $0.kind == .finger } }
        try options.report(
            Report(
                records: records.count, prints: prints, unusable: unusable, poor: enrolled.poor,
                publications: publications),
            unusable.map { "left out: \($0)" }
                + ["\(records.count) records with \(prints) prints for list '\(list)'."]
                + publishing.lines(publications))
    }
}
