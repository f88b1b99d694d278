import ArgumentParser
import Foundation
import Ground
import Hub

/// `ridgeline-hub authority`
struct Authority: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the hub's certificate authorities, or let the next one sign.",
        discussion: """
            Devices trust two authorities: the one that signs, and the next one. The hub shifts to the next one by
            itself two years before the end where its key is at hand, and says so where it is not. --shift does it now,
            as when the key of the present one was stolen: --safe names the folder where the next one's key lies, and
            the key of the one after it is put. A hub that is being served takes it up within the hour, or when it is
            started again.

            --move-to takes the keys of the lists' root and of the next authority out of the folder of a hub that was
            made without init --safe-to. What was deleted may be read from a disk for long: replace them as well
            (root --replace root, authority --shift).

            EXAMPLES
              ridgeline-hub authority --data hub
              ridgeline-hub authority --data hub --move-to /media/safe
              ridgeline-hub authority --data hub --shift --safe /media/safe
            """)

    @OptionGroup var options: HubOptions

    @Flag(help: "Let the next authority sign from now on, and make a new next one.")
    var shift = false

    @Option(help: ArgumentHelp("Where the next one's key lies.", valueName: "folder"), transform: HubOptions.folder)
    var safe: URL?

    @Option(
        help: ArgumentHelp("Move the keys that are seldom needed there.", valueName: "folder"),
        transform: HubOptions.folder)
    var moveTo: URL?

    private struct Report: Encodable {
        let shifted: Bool
        let currentEnds: Timestamp
        let nextEnds: Timestamp?
        let rootEnds: Timestamp
        /// Keys for the safe that lie beside the others.
        let besideOthers: [String]
        /// Where the keys are now that were moved; nil where none was to be.
        let moved: [String]?
    }

    func validate() throws {
        if safe != nil, !shift { throw ValidationError("--safe goes with --shift.") }
    }

    func run() async throws {
        let hub = try options.hub()
        if shift { try await hub.shiftAuthority(safe: safe) }
        let moved = try moveTo.map { try hub.safeKeys.move(to: $0).map(\.path) }
        let ends = try hub.authorityEnds()
        let report = Report(
            shifted: shift, currentEnds: ends.current, nextEnds: ends.next, rootEnds: try await hub.rootEnds(),
            besideOthers: try hub.safeKeys.besideOthers, moved: moved)
        let next =
            ends.next.map { "the next one until \($0)" }
            ?? "the next one is gone: put keys/authority-next.crt back from the hub's backup"
        let moving = moved.map { moved in
            moved.isEmpty
                ? "Nothing was moved: no key for the safe lay here any more."
                : "Moved, and here no more: \(moved.joined(separator: ", "))."
        }
        try options.report(
            report,
            (moving.map { [$0] } ?? []) + [
                "\(shift ? "Shifted. " : "")The authority that signs is good until \(ends.current), \(next). "
                    + "The lists' root of trust ends \(report.rootEnds)."
            ] + report.besideOthers.map { "Here lie \($0): move them to a safe with --move-to." })
    }
}
