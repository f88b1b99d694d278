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
            of record 'anna', anna_leftThumb.png and anna_leftThumb_2.png of that finger; a name that says a finger alone is refused without --record. A record that is on the list
            already has these prints besides its own, none of them twice; --replace begins it anew. Pictures are PNG, BMP,
            PGM or JPEG by their content, whatever they are called, taken as 500 ppi where they state nothing; --ppi overrides
            what they state, right or wrong. What else lies in the folder of --from is named. Each print is compared with itself as a proof that it will be
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

    @Option(
        help: "Which finger the pictures show whose names do not say: \(Words<FingerPosition>.all).",
        transform: Words.parse)
    var finger: FingerPosition = .unknown

    @Option(help: ArgumentHelp("All pictures of a folder.", valueName: "folder"))
    var from: String?

    @Flag(help: "Leave out pictures that show no usable print.")
    var skipUnusable = false

    @Flag(help: "Begin records anew that are on the list already.")
    var replace = false

    @OptionGroup var poor: PoorPrints
    @OptionGroup var kept: KeptPictures
    @OptionGroup var person: PersonOptions
    @OptionGroup var resolution: Resolution

    @Argument(help: ArgumentHelp("Pictures of prints.", valueName: "print"))
    var prints: [String] = []

    fileprivate struct Report: Encodable {
        let records: [String]
        let prints: Int
        let unusable: [String]
        let poor: [String]
        /// What lies in the folder and is no picture.
        let skipped: [String]
        /// Prints that came twice.
        let repeated: [String]
        /// Records that were on the list already, with how many prints they had.
        let extended: [String: Int]
        /// How many prints were on the list already, by record.
        let known: [String: Int]
        /// How many of those were there without a finger, and have one now.
        let named: [String: Int]
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
        let folder = try from.map { try PictureFolder(URL(filePath: $0)) }
        let enrolment = PrintEnrolment(
            notice: notice, record: record, finger: finger, acceptsPoor: poor.acceptPoor,
            keepsPictures: kept.keepPictures, pixelsPerInch: resolution.pixelsPerInch, skipsUnusable: skipUnusable,
            cautions: Set(person.caution), action: person.action,
            display: person.isNamed ? try person.display(of: record ?? "") : nil)
        let enrolled = try enrolment.records(from: folder?.pictures ?? prints.map { URL(filePath: $0) })
        let records = enrolled.records
        try PoorPrints.check(enrolled, skipUnusable: skipUnusable)
        var added = AddedPrints()
        if replace {
            try await hub.change(list, records.map(ListChange.put))
        } else {
            added = try await hub.add(records, to: list)
        }
        poor.log(enrolled.poor, list: list)
        let publications = try await publishing.publish(hub, list)
        let report = Report(
            records: records.map(\.id), prints: records.reduce(0) { $0 + $1.parts.count },
            unusable: enrolled.unusable, poor: enrolled.poor, skipped: folder?.skipped ?? [],
            repeated: enrolled.repeated, extended: added.extended, known: added.known, named: added.named,
            publications: publications)
        try options.report(report, report.lines(list) + publishing.lines(publications))
    }
}

extension EnrolPrints.Report {
    /// For a person: everything that was not enrolled, or not as a new record, by name and number.
    fileprivate func lines(_ list: String) -> [String] {
        let sorted = { (counts: [String: Int]) in counts.sorted { $0.key < $1.key } }
        var lines = unusable.map { "left out: \($0)" } + skipped.map { "skipped: \($0)" }
        lines += repeated.map { "twice: \($0)" }
        lines += sorted(extended).map {
            "record \($0.printable) had \($1) prints on the list, and has these besides"
        }
        lines += sorted(known).map { "record \($0.printable) has \($1) of these prints already" }
        lines += sorted(named).map { "of record \($0.printable) \($1) prints are known to be which finger now" }
        if !skipped.isEmpty { lines.append("\(skipped.count) skipped in the folder.") }
        return lines + ["\(records.count) records with \(prints) prints for list '\(list)'."]
    }
}
