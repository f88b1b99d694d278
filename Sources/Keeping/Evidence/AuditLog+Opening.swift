public import Crypto
public import Foundation
public import Ground

extension AuditLog {
    /// Opens the log as its initialiser does. One that cannot be continued, or from which something is missing that was
    /// anchored, is set aside with every byte, and the chain goes on behind the anchor in a new one, which says so. One that
    /// is gone leaves an empty file in place of what would have been set aside.
    ///
    /// - Parameter isExpected: a station has worked here before: where there is no file the log was taken away.
    /// - Returns: also what was wrong; nil where nothing was.
    /// - Throws: ``Fault`` `disk.*` where there is no place for a new one either.
    public static func open(
        _ root: URL, anchor: URL, key: SymmetricKey, isExpected: Bool = false,
        now: @escaping @Sendable () -> Timestamp = { Timestamp(Date()) },
        onTrouble: @escaping @Sendable (Fault) -> Void = { _ in }
    ) throws(Fault) -> (log: AuditLog, damage: Fault?) {
        let known = AuditAnchor.known(at: anchor, key)
        let damage: Fault
        do throws(Fault) {
            try missing(
                from: AuditFolder(root: root), known, isAnchorThere: access(anchor.path, F_OK) == 0,
                isExpected: isExpected)
            return (try AuditLog(root, anchor: anchor, key: key, now: now, onTrouble: onTrouble), nil)
        } catch { damage = error }
        if access(root.path, F_OK) == 0 {
            try DurableFile.setAside(root, at: now())
        } else {
            try DurableFile.markGone(root, at: now())
        }
        let log = try AuditLog(
            AuditFolder(root: root), anchor: anchor, key: key, now: now, onTrouble: onTrouble, behind: known)
        return (log, damage)
    }

    /// - Throws: ``Fault`` `audit.damaged` where the anchored record is not in the log, or the anchor of a log is gone.
    private static func missing(
        from folder: AuditFolder, _ known: AuditAnchor?, isAnchorThere: Bool, isExpected: Bool
    ) throws(Fault) {
        let logs = folder.logs()
        guard let known else {
            // The first record is anchored as soon as it is written: where there are more, the anchor was taken away.
            var records = 0
            for log in logs {
                records += try DurableFile.read(log.file, limit: AuditFolder.readLimit).count {
                    $0 == UInt8(ascii: "\n")
                }
            }
            guard records <= AuditVerification.unanchored, !isAnchorThere else {
                throw damaged("its anchor is missing or not this device's", folder)
            }
            // A first start that ends before its first record leaves an empty file.
            guard !logs.isEmpty || !isExpected else { throw damaged("it is gone, and its anchor with it", folder) }
            return
        }
        guard let log = logs.last(where: { $0.first <= known.number + 1 }) else {
            throw damaged("record \(known.number) was anchored, and it is not there", folder)
        }
        let lines = try DurableFile.read(log.file, limit: AuditFolder.readLimit).split(separator: UInt8(ascii: "\n"))
        if log.first == known.number + 1 {
            // The anchored record ended the file before, which may be gone.
            guard lines.isEmpty || AuditRecord.parse(Data(lines[0]))?.record.follows == known.digest else {
                throw damaged("it does not follow the record \(known.number), which was anchored", folder)
            }
            return
        }
        let place = known.number - log.first
        guard lines.indices.contains(place), AuditRecord.parse(Data(lines[place]))?.digest == known.digest else {
            throw damaged("record \(known.number) is not the one that was anchored", folder)
        }
    }

    private static func damaged(_ what: String, _ folder: AuditFolder) -> Fault {
        Fault(
            .auditDamaged, "\(folder.root.path): \(what); the chain was cut, altered or made anew: tell the centre")
    }
}

extension AuditAnchor {
    /// nil unless there is one that this device has made.
    static func known(at file: URL, _ key: SymmetricKey) -> AuditAnchor? {
        guard let anchor = try? WireJSON.load(AuditAnchor.self, from: file, limit: limit), anchor.isAuthentic(key)
        else { return nil }
        return anchor
    }
}
