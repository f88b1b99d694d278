public import DeviceIdentity
internal import Foundation
public import Ground
public import Logging
public import Outbox

/// Parts of the state that were damaged: set aside with every byte, begun anew, and said until a technician has taken
/// them away. Only identity and keys may stop a station from searching.
public enum SetAside {
    /// Opens the outbox; one that is damaged, or no outbox, is set aside with its log, and its hits wait in it for
    /// `ridgeline outbox export --from`.
    ///
    /// - Throws: ``Fault`` where another cannot be made.
    public static func openOutbox(in state: StationState, now: Timestamp, logger: Logger) throws(Fault) -> Outbox {
        do { return try Outbox(state.outbox) } catch {
            guard [.outboxDamaged, .outboxForeign, .outboxMoved].contains(error.code) else { throw error }
            logger.critical("outbox set aside", metadata: ["fault": "\(error)"])
            try DurableFile.setAside(state.outbox, companions: ["-wal", "-shm"], at: now)
            return try Outbox(state.outbox)
        }
    }

    /// What lies set aside now.
    public static func alarms(in state: StationState) -> [Alarm] {
        let parts: [(URL, Alarm.Part)] = [
            (state.outbox, .damagedOutbox), (state.audit, .damagedAudit), (state.listKeys, .damagedListKeys),
            (state.replies, .damagedReplies), (state.unread, .damagedReplies), (state.revocation, .damagedRevocation),
        ]
        return parts.compactMap { place, part in
            // Of a folder of files each of them, of all else that alone.
            let isFolder = place == state.unread
            let folder = (isFolder ? place : place.deletingLastPathComponent()).path
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            let mark = (isFolder ? "" : place.lastPathComponent) + DurableFile.damagedMark
            guard
                let newest = names.filter({
                    (isFolder ? $0.contains(mark) : $0.hasPrefix(mark)) && !$0.hasSuffix("-wal")
                        && !$0.hasSuffix("-shm")
                }).max()
            else { return nil }
            return Alarm(part, Fault(.stateSetAside, "\(folder)/\(newest) \(part.remedy)"))
        }
    }
}

extension Alarm.Part {
    /// What is so with a part that was set aside, and what to do.
    fileprivate var remedy: String {
        switch self {
        case .damagedOutbox:
            "was damaged and set aside, with hits that the centre may not have; ridgeline outbox export --from it, then move it away"
        case .damagedAudit:
            "is the damaged chain of evidence, which goes on in a new one; take it to the centre, then move it away"
        case .damagedListKeys:
            "was damaged: the list keys of the enrolment serve until the hub's next notice; move it away"
        case .damagedReplies:
            "was damaged: replies of the centre may come again or be missing, ask there; move it away"
        case .damagedRevocation:
            "is the centre's word that this device is shut out, and is damaged: whether it may search nobody knows; ask there, then move it away"
        case .outbox, .audit, .clock, .copy, .newerMessage: "is damaged; call for support"
        }
    }

    /// Whether answers are in doubt because of it.
    var isSetAside: Bool {
        switch self {
        case .damagedOutbox, .damagedAudit, .damagedListKeys, .damagedReplies, .damagedRevocation: true
        case .outbox, .audit, .clock, .copy, .newerMessage: false
        }
    }
}
