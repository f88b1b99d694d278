import ArgumentParser
import DeviceIdentity
import Foundation
import Ground
import Outbox

/// `ridgeline reset --factory`: makes the device nobody again.
struct ResetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "Wipe everything of this device: keys, lists, unsent hits, evidence.",
        discussion: """
            Wipes the device that the units run, as /etc/ridgeline says, or the one of --state, and names its folder. Stop
            both daemons first. The keys go first: the seeds are overwritten and the TPM forgets its key, so that
            every sealed file is worthless at once, copies included. Then every file below the state directory is
            overwritten, flushed and removed, and the report lists it. What stays: settings in /etc/ridgeline, the system's
            journal (which never has a name or a print), and the device's line at the hub: revoke it there.

            Hits that the hub has not signed for would be lost: export them first (ridgeline outbox export), or say
            --even-unsent. The same holds for evidence: ridgeline audit export.

            EXAMPLES
              systemctl stop ridgelined ridgeline-link
              ridgeline reset --factory
              ridgeline reset --factory --state /var/lib/ridgeline --even-unsent --json

            Exit status: 0 when nothing is left, 1 otherwise (run it again), 2 for wrong usage.
            """)

    @Flag(help: "Say that you mean it.")
    var factory = false

    @OptionGroup var device: DeviceOptions

    @Flag(help: "Wipe hits that the hub has not received as well.")
    var evenUnsent = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard !factory else { return }
        let state = try device.directory().root.path
        throw ValidationError("This wipes the whole device in \(state); if that is meant, add --factory.")
    }

    func run() throws {
        let directory = try device.directory()
        let state = directory.root.path
        let reset = try FactoryReset(directory)
        let users = reset.users()
        guard users.isEmpty else {
            throw Fault(
                .resetInUse,
                "\(users.joined(separator: ", ")) still uses \(state); run: systemctl stop ridgelined ridgeline-link")
        }
        let unsent = try unsentItems(directory)
        StandardError.say(
            "wiping \(state); unsent items lost: \(unsent.map(String.init) ?? "unknown, the outbox cannot be read")")
        let report = try reset.run()
        print(json ? try WireJSON.line(report) : text(report, state))
    }

    /// - Returns: how many will be lost; nil where the outbox is damaged.
    /// - Throws: ``Fault`` `reset.unsent` unless that is accepted.
    private func unsentItems(_ directory: StateDirectory) throws(Fault) -> Int? {
        let export =
            "export them first (ridgeline outbox export DIR --state \(directory.root.path)), or add --even-unsent"
        do throws(Fault) {
            let outbox = try OutboxReader(directory.station.outbox).status()
            guard outbox.depth == 0 || evenUnsent else {
                throw Fault(
                    .resetUnsent,
                    "\(outbox.depth) items, the oldest of \(outbox.oldest?.description ?? "?"), never reached the hub and would be lost; \(export)"
                )
            }
            return outbox.depth
        } catch {
            if error.code == .outboxMissing { return 0 }
            if error.code == .resetUnsent { throw error }
            guard evenUnsent else {
                throw Fault(
                    .resetUnsent, "the outbox cannot be read, so there may be unsent hits; \(export)", cause: error)
            }
            return nil
        }
    }

    private func text(_ report: FactoryReset.Report, _ state: String) -> String {
        var lines: [String] = []
        switch report.keys {
        case .tpm:
            lines.append("keys      the TPM has forgotten \(report.tpmHandle ?? "its key"); key files overwritten")
        case .file: lines.append("keys      seeds and key files overwritten")
        case nil: lines.append("keys      there were none")
        }
        let groups = Dictionary(grouping: report.wiped) {
            $0.path.split(separator: "/").dropLast().joined(separator: "/")
        }
        for (folder, files) in groups.sorted(by: { $0.key < $1.key }) {
            let names =
                files.count > 6
                ? ""
                : ": " + files.map { String($0.path.split(separator: "/").last ?? "") }.sorted().joined(separator: ", ")
            lines.append(
                "wiped     \(folder.isEmpty ? "." : folder)/  \(files.count) files, \(files.map(\.bytes).reduce(0, +)) bytes\(names)"
            )
        }
        lines.append("reset     \(state) is empty; revoke the device at the hub (ridgeline-hub revoke)")
        return lines.joined(separator: "\n")
    }
}
