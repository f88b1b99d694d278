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
            let isGone = !DurableFile.isThere(file)
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

    /// Sets aside what is in the place of a part that nothing else looks after, and cannot be it: a link to what is not there,
    /// a folder for a file, a file for a folder; and a list that this process may not read. What cannot even be set aside is said in the journal, and worked without.
    public static func clearWay(in state: StationState, now: Timestamp, logger: Logger) {
        func attempt(_ place: URL, _ clear: (URL, Timestamp) throws(Fault) -> Bool) {
            do throws(Fault) {
                guard try clear(place, now) else { return }
                logger.critical("state set aside", metadata: ["place": "\(place.path)"])
            } catch { logger.critical("cannot be set aside", metadata: ["fault": "\(error)"]) }
        }
        for file in [state.wanted, state.alarms, state.seenTime] {
            attempt(file, DurableFile.clearWay(for:at:))
        }
        for folder in [state.lists, state.unread] { attempt(folder, Folder.clearWay(for:at:)) }
        // A list that cannot be read is fetched again.
        let lists = (try? FileManager.default.contentsOfDirectory(atPath: state.lists.path)) ?? []
        for name in lists where !name.contains(DurableFile.damagedMark) {
            attempt(state.lists.appending(path: name, directoryHint: .notDirectory)) { (list, now) throws(Fault) in
                guard !DurableFile.isOpen(list) else { return false }
                try DurableFile.setAside(list, at: now)
                return true
            }
        }
        do throws(Fault) { try Folder.make(state.unread) } catch {
            logger.critical("unread replies", metadata: ["fault": "\(error)"])
        }
    }

    /// What lies set aside now.
    public static func alarms(in state: StationState) -> [Alarm] {
        let parts: [(URL, Alarm.Part)] = [
            (state.outbox, .damagedOutbox), (state.audit, .damagedAudit), (state.listKeys, .damagedListKeys),
            (state.replies, .damagedReplies), (state.unread, .damagedReplies), (state.revocation, .damagedRevocation),
            (state.trust, .damagedTrust), (state.openHit, .damagedOpenHit), (state.lists, .damagedState),
            (state.wanted, .damagedState), (state.alarms, .damagedState), (state.seenTime, .damagedState),
            (state.incoming, .damagedState), (state.receipts, .damagedState), (state.messages, .damagedState),
            (state.queued, .lostItems),
        ]
        return parts.compactMap { place, part in
            // Of a folder of files each of them too.
            let isFolder = [state.unread, state.trust, state.lists].contains(place)
            guard let newest = (isFolder ? newest(in: place, of: "") : nil) ?? newest(beside: place) else { return nil }
            if part == .lostItems { return Alarm(part, lost(newest, besides: place)) }
            // Records that are here come before the mark of a chain that was gone.
            if part == .damagedAudit {
                return Alarm(part, begunAnew(behind: all(beside: place).last { !isMark($0) } ?? newest))
            }
            let remedy = place == state.seenTime ? ofTime : part.remedy
            return Alarm(part, Fault(.stateSetAside, "\(newest.path) \(remedy)"))
        }
    }

    private static let ofTime =
        "was damaged: what time it has been already this device no longer knows, and a clock set back since would not be found; compare its clock with another, then move it away"

    private static func newest(beside place: URL) -> URL? { all(beside: place).last }

    private static func newest(in folder: URL, of name: String) -> URL? { all(in: folder, of: name).last }

    private static func all(beside place: URL) -> [URL] {
        all(in: place.deletingLastPathComponent(), of: place.lastPathComponent)
    }

    /// - Parameter name: of what was set aside; empty for whatever it was.
    /// - Returns: the newest last.
    private static func all(in folder: URL, of name: String) -> [URL] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let mark = name + DurableFile.damagedMark
        return names.filter {
            (name.isEmpty ? $0.contains(mark) : $0.hasPrefix(mark)) && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm")
        }.sorted().map { folder.appending(path: $0, directoryHint: .notDirectory) }
    }

    /// Whether it is no chain: of one that is gone there is an empty file, of one that was emptied an empty folder.
    private static func isMark(_ chain: URL) -> Bool { DurableFile.isEmpty(chain) }

    private static func begunAnew(behind chain: URL) -> Fault {
        let what =
            isMark(chain)
            ? "notes that the chain of evidence was gone when the station started, and no record from before is here any more: ask who had access to the disk, tell the centre, then move it away"
            : "is the damaged chain of evidence, which goes on in a new one; take it to the centre, then move it away"
        return Fault(.auditBegunAnew, "\(chain.path) \(what)")
    }

    private static func lost(_ book: URL, besides current: URL) -> Fault {
        // What was a link in a circle leads to the book in force.
        let isAnother = book.resolvingSymlinksInPath() != current.resolvingSymlinksInPath()
        let known = isAnother ? try? QueueBook.count(in: book) : nil
        let count =
            known.map { $0 == 1 ? "1 item that was" : "\($0) items that were" }
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
        case .damagedState:
            "was in the place of a part of this device's state, which is begun anew; see that ridgeline status names the lists in force, then move it away"
        case .outbox, .audit, .clock, .copy, .newerMessage, .damagedAudit, .lostItems: "is damaged; call for support"
        }
    }

    /// Whether answers are in doubt because of it.
    var isSetAside: Bool {
        switch self {
        case .damagedOutbox, .damagedAudit, .damagedListKeys, .damagedReplies, .damagedRevocation, .damagedTrust,
            .damagedOpenHit, .damagedState, .lostItems:
            true
        case .outbox, .audit, .clock, .copy, .newerMessage: false
        }
    }
}
