public import Foundation
public import Ground

/// What a walk along the chain has found.
public struct AuditVerification: Sendable, Codable, Equatable {
    /// The first place where the chain does not hold.
    public struct Break: Sendable, Codable, Equatable {
        /// The number that the record there has, or should have.
        public let number: Int
        /// Of the last record that holds.
        public let after: Timestamp?
        public let file: String
        /// From 1.
        public let line: Int
        public let reason: String
    }

    public internal(set) var records = 0
    /// Number of the first record that is still there.
    public internal(set) var first = 0
    public internal(set) var last = 0
    public internal(set) var digest = AuditRecord.origin
    public internal(set) var broken: Break?
    /// The newest record that says that what was before it was damaged, cut or gone; nil where none does.
    public internal(set) var begunAnew: Int?
    /// Bytes behind the last record that a power cut may have left; no tampering is proved by them.
    public internal(set) var tornBytes = 0

    /// Records that a new device may have written before the first of them was anchored.
    static let unanchored = 3

    /// The files of a log, oldest first.
    public static func files(in root: URL) -> [URL] { AuditFolder(root: root).logs().map(\.file) }

    /// Bytes of one of them, at most.
    public static let fileLimit = AuditFolder.readLimit

    /// Walks the chain of a folder.
    ///
    /// - Parameters:
    ///   - anchor: a record that must be in it: the newest that was kept apart or told to the hub.
    ///   - isAnchorDemanded: a log of more than its first records is broken where there is none.
    ///   - onRecord: told each record that holds.
    /// - Throws: ``Fault`` `disk.*` where a file cannot be read at all, `audit.missing` where there is no log.
    public static func verify(
        _ root: URL, anchor: (number: Int, digest: String)? = nil, isAnchorDemanded: Bool = false,
        onRecord: (AuditRecord) -> Void = { _ in }
    ) throws(Fault) -> AuditVerification {
        let logs = AuditFolder(root: root).logs()
        guard let oldest = logs.first else {
            guard let anchor else {
                throw Fault(
                    .auditMissing, "there is no audit log in \(root.path); the station begins it when it starts")
            }
            throw Fault(
                .auditMissing,
                "the audit log in \(root.path), of which record \(anchor.number) was anchored, was taken away; tell the centre"
            )
        }
        var walk = AuditVerification()
        walk.first = oldest.first
        walk.last = oldest.first - 1
        var time: Timestamp?
        var isAnchored = anchor == nil
        for (index, log) in logs.enumerated() {
            let data = try DurableFile.read(log.file, limit: AuditFolder.readLimit)
            let whole = AuditTail.wholeLines(of: data)
            let isLast = index == logs.count - 1
            var lines = data.prefix(whole).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            if !lines.isEmpty { lines.removeLast() }
            func fail(_ line: Int, _ reason: String) -> AuditVerification {
                walk.broken = Break(
                    number: walk.last + 1, after: time, file: log.file.lastPathComponent, line: line, reason: reason)
                return walk
            }
            guard log.first == walk.last + 1 else {
                return fail(1, "the file begins with record \(log.first): records between are missing")
            }
            for (offset, line) in lines.enumerated() {
                guard let (digest, json, record) = AuditRecord.parse(Data(line)) else {
                    return fail(offset + 1, "the line is no record: it was altered")
                }
                // What preceded the oldest file is gone by rotation: its first record says what it follows.
                let before = walk.records == 0 && oldest.first > 1 ? record.follows ?? "" : walk.digest
                if AuditRecord.digest(before, json) != digest {
                    return fail(
                        offset + 1, "the record does not follow the one before: one of them was altered or removed")
                }
                guard record.number == walk.last + 1 else {
                    return fail(offset + 1, "the record has number \(record.number)")
                }
                if let anchor, walk.records == 0, record.number == anchor.number + 1, record.follows != nil {
                    guard record.follows == anchor.digest else {
                        return fail(offset + 1, "the log goes on behind another record than the one that was anchored")
                    }
                    isAnchored = true
                }
                if let anchor, record.number == anchor.number {
                    guard digest == anchor.digest else {
                        return fail(offset + 1, "the record is not the one that was anchored: the chain was made anew")
                    }
                    isAnchored = true
                }
                walk.records += 1
                walk.last = record.number
                walk.digest = digest
                time = record.time
                if case .begunAnew = record.event { walk.begunAnew = record.number }
                onRecord(record)
            }
            if whole < data.count {
                guard isLast else { return fail(lines.count + 1, "the file ends within a record, and is not the last") }
                walk.tornBytes = data.count - whole
            }
        }
        if let anchor, !isAnchored, anchor.number > walk.last {
            walk.broken = Break(
                number: walk.last + 1, after: time, file: logs[logs.count - 1].file.lastPathComponent, line: 0,
                reason: "the log ends before record \(anchor.number), which was anchored: its end was cut off")
        }
        if anchor == nil, isAnchorDemanded, walk.last > Self.unanchored {
            walk.broken = Break(
                number: walk.last + 1, after: time, file: logs[logs.count - 1].file.lastPathComponent, line: 0,
                reason: "its anchor is missing: whoever took it away may have made the chain anew; compare with the hub"
            )
        }
        return walk
    }
}
