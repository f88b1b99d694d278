import ArgumentParser
import CommandSupport
import Fingerprint
import Foundation
import Ground
import Hub
import Watchlist

/// `ridgeline-hub enrol-prints`
struct EnrolPrints: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put persons on a list, from pictures of their prints.",
        discussion: """
            A picture's record is its file name before the last underscore: anna_1.png and anna_2.png are two prints
            of record 'anna'. A record that is on the list already is replaced. Pictures are PNG, BMP, PGM or JPEG,
            taken as 500 ppi where neither they nor --ppi say. Each print is compared with itself as a proof that it will be
            found. A picture without a usable print stops the command before anything is changed; --skip-unusable
            leaves such pictures out, --accept-poor enrols prints that fail the proof, --keep-pictures gives devices the
            pictures too, for the side-by-side after a hit.

            EXAMPLES
              ridgeline-hub enrol-prints --data hub --list interpol --notice red --from prints/
              ridgeline-hub enrol-prints --data hub --list national --notice national --record 2026-17 \\
                  --finger rightIndex --keep-pictures --name "DOE, JOHN" --birth-date 1970-05 scan.png
            """)

    @OptionGroup var options: HubOptions
    @OptionGroup var publishing: PublishingOptions

    @Option(help: ArgumentHelp("The list, named by its owner.", valueName: "owner"))
    var list: String

    @Option(help: "Why these persons are listed: \(Words<NoticeKind>.all).", transform: Words.parse)
    var notice: NoticeKind

    @Option(help: "One record for all the pictures, instead of their names.")
    var record: String?

    @Option(help: "Which finger the pictures show: \(Words<FingerPosition>.all).", transform: Words.parse)
    var finger: FingerPosition = .unknown

    @Option(help: ArgumentHelp("All pictures of a folder.", valueName: "folder"))
    var from: String?

    @Flag(help: "Leave out pictures that show no usable print.")
    var skipUnusable = false

    @OptionGroup var poor: PoorPrints
    @OptionGroup var kept: KeptPictures
    @OptionGroup var person: PersonOptions
    @OptionGroup var resolution: Resolution

    @Argument(help: ArgumentHelp("Pictures of prints.", valueName: "print"))
    var prints: [String] = []

    private struct Report: Encodable {
        let records: [String]
        let prints: Int
        let unusable: [String]
        let poor: [String]
        let publications: [Publication]
    }

    func validate() throws {
        guard (from == nil) != prints.isEmpty else { throw ValidationError("Name pictures, or a folder with --from.") }
        guard record != nil || !person.isNamed else {
            throw ValidationError("What is said of one person needs --record, so that it is said of no other.")
        }
    }

    func run() async throws {
        let hub = try options.hub()
        let pictures =
            try from.map { try PrintEnrolment.pictures(in: URL(filePath: $0)) } ?? prints.map { URL(filePath: $0) }
        let enrolment = PrintEnrolment(
            notice: notice, record: record, finger: finger, acceptsPoor: poor.acceptPoor,
            keepsPictures: kept.keepPictures, pixelsPerInch: resolution.pixelsPerInch, cautions: Set(person.caution),
            action: person.action, display: person.isNamed ? try person.display(of: record ?? "") : nil)
        let enrolled = try enrolment.records(from: pictures)
        let (records, unusable) = (enrolled.records, enrolled.unusable)
        try PoorPrints.check(enrolled, skipUnusable: skipUnusable)
        poor.log(enrolled.poor, list: list)
        try await hub.change(list, records.map(ListChange.put))
        let publications = try await publishing.publish(hub)
        let report = Report(
            records: records.map(\.id), prints: records.reduce(0) { $0 + $1.parts.count }, unusable: unusable,
            poor: enrolled.poor, publications: publications)
        let left = unusable.map { "left out: \($0)" }
        try options.report(
            report,
            left + ["\(records.count) records with \(report.prints) prints for list '\(list)'."]
                + publishing.lines(publications))
    }
}
