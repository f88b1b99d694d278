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
            the key of the one after it is put. A hub that is being served takes it up within seconds. One that was interrupted is finished when it is repeated; one that was whole is not done
            twice: devices are told of the new next one with their next certificates, within a year, and a shift before
            would shut them out for good. It is refused while there is a device that does not know the next one, revoked
            ones aside. Where the key was stolen again before, --shut-out-devices goes on, and says which must be
            enrolled anew.

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

    @Flag(help: "Shift although devices do not know the next authority: each must be enrolled anew.")
    var shutOutDevices = false

    @Option(help: ArgumentHelp("Where the next one's key lies.", valueName: "folder"), transform: HubOptions.folder)
    var safe: URL?

    @Option(
        help: ArgumentHelp("Move the keys that are seldom needed there.", valueName: "folder"),
        transform: HubOptions.folder)
    var moveTo: URL?

    private struct Report: Encodable {
        let shifted: Bool
        /// Devices that know no authority of this hub any more; nil where it was not to shift.
        let shutOut: [UUIDv7]?
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
        if shutOutDevices, !shift { throw ValidationError("--shut-out-devices goes with --shift.") }
    }

    func run() async throws {
        let hub = try options.hub()
        let shutOut = shift ? try await hub.shiftAuthority(safe: safe, shuttingOut: shutOutDevices) : nil
        let moved = try moveTo.map { try hub.safeKeys.move(to: $0).map(\.path) }
        let ends = try hub.authorityEnds()
        let report = Report(
            shifted: shift, shutOut: shutOut, currentEnds: ends.current, nextEnds: ends.next,
            rootEnds: try await hub.rootEnds(),
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
            ] + (shutOut.map { $0.isEmpty ? [] : ["Shut out, and to be enrolled anew: \($0.inWords)."] } ?? [])
                + report.besideOthers.map { "Here lie \($0): move them to a safe with --move-to." })
    }
}
