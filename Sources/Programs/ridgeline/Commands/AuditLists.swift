import ArgumentParser
import Evidence
import Foundation
import Ground

/// `ridgeline audit lists`
struct AuditLists: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lists",
        abstract: "Say in which lists, and which generations of them, an answer was searched.",
        discussion: """
            An answer is named by its correlation, as the journals, the facts of a hit and the records of the log have it.
            Its own record holds the number and a digest of the lists; which they are stands in the records before it,
            and is checked against the digest.

            EXAMPLES
              ridgeline audit lists 01890a5d-ac96-774b-bcce-b302099a8057
              ridgeline audit lists 01890a5d-ac96-774b-bcce-b302099a8057 --log evidence --json

            Exit status: 0 when they are known, also where nothing was searched; 1 when the answer is not in the log, the
            lists cannot be told, or the chain is broken anywhere; 2 for wrong usage.
            """)

    @Argument(help: "The correlation of the answer.", transform: Self.correlation)
    var answer: UUIDv7

    @OptionGroup var options: AuditLogOptions

    @Flag(help: "Print JSON.")
    var json = false

    private struct Report: Encodable {
        let record: Int
        let time: Timestamp
        /// Seconds since the centre had last signed.
        let listAge: Int?
        let generations: [String: Int]
    }

    func run() throws {
        var lists = AuditedLists()
        var found: (record: AuditRecord, search: AuditSearch, lists: [String: Int]?)?
        let known = try options.known()
        let walk = try options.verify(known) { record in
            lists.take(record.event)
            if case .search(let search) = record.event, search.correlation == answer {
                found = (record, search, lists.searched(by: search))
            }
        }
        guard let found else {
            throw Fault(.auditAnswer, "no answer \(answer) is in this log; \(walk.text(anchored: known?.number))")
        }
        let isSearched = found.search.lists != nil || found.search.generations?.isEmpty == false
        guard let generations = found.lists ?? (isSearched ? nil : [:]) else {
            throw Fault(
                .auditAnswer,
                "the records that name the lists of answer \(answer) are not in this log; look in an older one")
        }
        try show(
            Report(
                record: found.record.number, time: found.record.time, listAge: found.search.listAge,
                generations: generations))
        if walk.broken != nil {
            print(walk.text(anchored: known?.number))
            throw ExitCode(1)
        }
    }

    private func show(_ report: Report) throws {
        guard !json else { return print(try WireJSON.line(report)) }
        let age = report.listAge.map { ", signed \($0) s before" } ?? ""
        print("record \(report.record), \(report.time): searched in \(report.generations.count) lists\(age)")
        for (owner, generation) in report.generations.sorted(by: { $0.key < $1.key }) {
            print("  \(owner.printable) generation \(generation)")
        }
    }

    private static func correlation(_ text: String) throws -> UUIDv7 {
        guard let correlation = UUIDv7(text) else { throw ValidationError("'\(text)' is no UUID of version 7") }
        return correlation
    }
}
