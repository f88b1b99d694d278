internal import Crypto
internal import Foundation
internal import Ground

/// How a station's log is opened, whatever it finds in its place; see ``AuditLog/open(_:anchor:key:isExpected:now:onTrouble:)``.
struct AuditOpening {
    let folder: AuditFolder
    let anchor: URL
    let key: SymmetricKey
    let isExpected: Bool
    let now: @Sendable () -> Timestamp
    let onTrouble: @Sendable (Fault) -> Void
    /// What was wrong with a log that lies set aside.
    private(set) var damage: Fault?

    init(
        _ folder: AuditFolder, anchor: URL, key: SymmetricKey, isExpected: Bool,
        now: @escaping @Sendable () -> Timestamp, onTrouble: @escaping @Sendable (Fault) -> Void
    ) {
        (self.folder, self.anchor, self.key, self.isExpected) = (folder, anchor, key, isExpected)
        (self.now, self.onTrouble) = (now, onTrouble)
    }

    /// - Throws: ``Fault`` `disk.*` where there is no place for a chain now: nothing is lost, and it can be tried again.
    mutating func chain() throws(Fault) -> AuditChain {
        let known = AuditAnchor.known(at: anchor, key)
        if damage == nil {
            do throws(Fault) {
                try checkNothingIsMissing(known)
                return try begin(behind: nil)
            } catch {
                // A disk that takes nothing is no damage of what is on it.
                if error.code == .diskWrite, isUsable { throw error }
                try setAside()
                damage = error
            }
        }
        return try begin(behind: known)
    }

    private func begin(behind known: AuditAnchor?) throws(Fault) -> AuditChain {
        try Folder.make(folder.root)
        return try AuditChain.resume(folder, now: now, onTrouble: onTrouble, behind: known)
    }

    /// Whether nothing is in the log's place, or a log that this process may read and write.
    private var isUsable: Bool {
        guard DurableFile.isThere(folder.root) else { return true }
        guard Folder.isOpen(folder.root) else { return false }
        return folder.logs().last.map { access($0.file.path, R_OK | W_OK) == 0 } ?? true
    }

    private func setAside() throws(Fault) {
        let time = now()
        // Also a link to a disk that is not there.
        if DurableFile.isThere(folder.root) {
            try DurableFile.setAside(folder.root, at: time)
        } else {
            try DurableFile.markGone(folder.root, at: time)
        }
        // No anchor could be written in the place of what is none.
        try DurableFile.clearWay(for: anchor, at: time)
    }

    /// - Throws: ``Fault`` `audit.damaged` where the anchored record is not in the log, or the anchor of a log is gone.
    private func checkNothingIsMissing(_ known: AuditAnchor?) throws(Fault) {
        let logs = folder.logs()
        guard let known else {
            // The first record is anchored as soon as it is written: where there are more, the anchor was taken away.
            var records = 0
            for log in logs {
                records += try DurableFile.read(log.file, limit: AuditFolder.readLimit).count {
                    $0 == UInt8(ascii: "\n")
                }
            }
            guard records <= AuditVerification.unanchored, !DurableFile.isThere(anchor) else {
                throw damaged("its anchor is missing or not this device's")
            }
            // A first start that ends before its first record leaves an empty file.
            guard !logs.isEmpty || !isExpected else { throw damaged("it is gone, and its anchor with it") }
            return
        }
        guard let log = logs.last(where: { $0.first <= known.number + 1 }) else {
            throw damaged("record \(known.number) was anchored, and it is not there")
        }
        let lines = try DurableFile.read(log.file, limit: AuditFolder.readLimit).split(separator: UInt8(ascii: "\n"))
        if log.first == known.number + 1 {
            // The anchored record ended the file before, which may be gone.
            guard lines.isEmpty || AuditRecord.parse(Data(lines[0]))?.record.follows == known.digest else {
                throw damaged("it does not follow the record \(known.number), which was anchored")
            }
            return
        }
        let place = known.number - log.first
        guard lines.indices.contains(place), AuditRecord.parse(Data(lines[place]))?.digest == known.digest else {
            throw damaged("record \(known.number) is not the one that was anchored")
        }
    }

    private func damaged(_ what: String) -> Fault {
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
