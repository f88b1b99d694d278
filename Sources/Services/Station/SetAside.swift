public import DeviceIdentity
internal import Evidence
public import Foundation
public import Ground
public import Logging
public import Outbox
internal import TrustedUpdate

/// Parts of the state that were damaged: set aside with every byte, begun anew, and said until a technician has taken
/// them away. Only identity and keys may stop a station from searching.
public enum SetAside {
    /// Opens the outbox; one that is damaged, or no outbox, is set aside with its log, and its hits wait in it for
    /// `ridgeline outbox export --from`. What was queued, is not receipted and is not in it any more is set aside by name.
    ///
    /// - Throws: ``Fault`` where another cannot be made.
    public static func openOutbox(in state: StationState, now: Timestamp, logger: Logger) throws(Fault) -> Outbox {
        do { return try Outbox(state.outbox, book: state.queued, now: now) } catch {
            guard [.outboxDamaged, .outboxFailed, .outboxForeign, .outboxMoved].contains(error.code) else {
                throw error
            }
            logger.critical("outbox set aside", metadata: ["fault": "\(error)"])
            try DurableFile.setAside(state.outbox, companions: ["-wal", "-shm"], at: now)
            // What it notes waits in what was set aside, which is said.
            try? DurableFile.remove(state.queued)
            return try Outbox(state.outbox, book: state.queued, now: now)
        }
    }

    /// Sets aside what is damaged of the metadata that the station has verified, and marks what is missing of it: with it
    /// goes what this device knows of the newest signatures. It is fetched and verified anew. What cannot even be marked is
    /// said in the journal: a station that does not start would search nobody at all.
    public static func checkTrust(in state: StationState, root: Data, now: Timestamp, logger: Logger) {
        let lists = (try? FileManager.default.contentsOfDirectory(atPath: state.lists.path)) ?? []
        for file in TrustedClient.damaged(in: state.trust, trustedRoot: root, isComplete: !lists.isEmpty) {
            let isGone = access(file.path, F_OK) != 0
            // Said already, and not fetched since.
            if isGone, newest(beside: file) != nil { continue }
            logger.critical("verified metadata damaged or gone", metadata: ["file": "\(file.path)"])
            do throws(Fault) {
                guard isGone else {
                    try DurableFile.setAside(file, at: now)
                    continue
                }
                try Folder.make(state.trust)
                try DurableFile.markGone(file, at: now)
            } catch { logger.critical("cannot be set aside", metadata: ["fault": "\(error)"]) }
        }
    }

    /// What lies set aside now.
    public static func alarms(in state: StationState) -> [Alarm] {
        let parts: [(URL, Alarm.Part)] = [
            (state.outbox, .damagedOutbox), (state.audit, .damagedAudit), (state.listKeys, .damagedListKeys),
            (state.replies, .damagedReplies), (state.unread, .damagedReplies), (state.revocation, .damagedRevocation),
            (state.trust, .damagedTrust), (state.openHit, .damagedOpenHit), (state.queued, .lostItems),
        ]
        return parts.compactMap { place, part in
            // Of a folder of files each of them too.
            let isFolder = [state.unread, state.trust].contains(place)
            guard let newest = (isFolder ? newest(in: place, of: "") : nil) ?? newest(beside: place) else { return nil }
            if part == .lostItems { return Alarm(part, lost(newest)) }
            if part == .damagedAudit { return Alarm(part, begunAnew(behind: newest)) }
            return Alarm(part, Fault(.stateSetAside, "\(newest.path) \(part.remedy)"))
        }
    }

    private static func newest(beside place: URL) -> URL? {
        newest(in: place.deletingLastPathComponent(), of: place.lastPathComponent)
    }

    /// - Parameter name: of what was set aside; empty for whatever it was.
    private static func newest(in folder: URL, of name: String) -> URL? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let mark = name + DurableFile.damagedMark
        return names.filter {
            (name.isEmpty ? $0.contains(mark) : $0.hasPrefix(mark)) && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm")
        }.max().map { folder.appending(path: $0, directoryHint: .notDirectory) }
    }

    private static func begunAnew(behind chain: URL) -> Fault {
        // A chain is a folder; the file of one that is gone is empty.
        let files = try? FileManager.default.contentsOfDirectory(atPath: chain.path)
        let what =
            files?.isEmpty ?? true
            ? "notes that the chain of evidence was gone when the station started, and no record from before is here any more: ask who had access to the disk, tell the centre, then move it away"
            : "is the damaged chain of evidence, which goes on in a new one; take it to the centre, then move it away"
        return Fault(.auditBegunAnew, "\(chain.path) \(what)")
    }

    private static func lost(_ book: URL) -> Fault {
        let count =
            (try? QueueBook.count(in: book)).map { $0 == 1 ? "1 item that was" : "\($0) items that were" }
            ?? "it is damaged, and nobody knows whether items that were"
        return Fault(
            .outboxLost,
            "\(book.path): \(count) queued for the centre and not receipted may be lost, as the outbox was emptied, taken away or put back from an older copy; look for a copy of it (ridgeline outbox export --from), tell the centre, then move this file away"
        )
    }
}

extension Alarm.Part {
    /// What is so with a part that was set aside, and what to do.
    fileprivate var remedy: String {
        switch self {
        case .damagedOutbox:
            "was damaged and set aside, with hits that the centre may not have; ridgeline outbox export --from it, then move it away"
        case .damagedListKeys:
            "was damaged: the list keys of the enrolment serve until the hub's next notice; move it away"
        case .damagedReplies:
            "was damaged: replies of the centre may come again or be missing, ask there; move it away"
        case .damagedRevocation:
            "is the centre's word that this device is shut out, and is damaged: whether it may search nobody knows; ask there, then move it away"
        case .damagedTrust:
            "was damaged or gone: which signatures of lists came last this device no longer knows, and older lists could be taken for new; compare the generations in ridgeline status with the centre's, then move it away"
        case .damagedOpenHit:
            "was damaged: of an encounter that the station's last end has interrupted the centre may wait for more; tell it, then move it away"
        case .outbox, .audit, .clock, .copy, .newerMessage, .damagedAudit, .lostItems: "is damaged; call for support"
        }
    }

    /// Whether answers are in doubt because of it.
    var isSetAside: Bool {
        switch self {
        case .damagedOutbox, .damagedAudit, .damagedListKeys, .damagedReplies, .damagedRevocation, .damagedTrust,
            .damagedOpenHit, .lostItems:
            true
        case .outbox, .audit, .clock, .copy, .newerMessage: false
        }
    }
}
