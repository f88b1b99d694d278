internal import Foundation
internal import Ground

/// The chain's end: finds it, adds records, begins a new file when one is full and drops the oldest.
struct AuditChain: ~Copyable {
    private let folder: AuditFolder
    private let now: @Sendable () -> Timestamp
    private let onTrouble: @Sendable (Fault) -> Void
    private var file: AuditFile
    /// The number of the next record.
    private(set) var next: Int
    /// What the next record follows.
    private(set) var digest: String
    /// The last record of the files that were dropped, until the chain says so.
    private var dropped: Int?
    /// What this file says of the lists, since it was opened.
    private var lists = AuditedLists()

    private init(
        folder: AuditFolder, now: @escaping @Sendable () -> Timestamp, onTrouble: @escaping @Sendable (Fault) -> Void,
        file: consuming AuditFile, next: Int, digest: String
    ) {
        self.folder = folder
        self.now = now
        self.onTrouble = onTrouble
        self.file = file
        self.next = next
        self.digest = digest
    }

    /// Finds where the chain ends, and mends a tail that a power cut tore.
    ///
    /// - Parameter anchored: the record that an empty folder's chain goes on behind; its own records were set aside.
    /// - Throws: ``Fault`` `audit.damaged`, `disk.*`.
    static func resume(
        _ folder: AuditFolder, now: @escaping @Sendable () -> Timestamp,
        onTrouble: @escaping @Sendable (Fault) -> Void, behind anchored: AuditAnchor? = nil
    ) throws(Fault) -> AuditChain {
        let logs = folder.logs()
        guard let last = logs.last else {
            let next = (anchored?.number ?? 0) + 1
            return AuditChain(
                folder: folder, now: now, onTrouble: onTrouble, file: try AuditFile(folder.log(from: next)), next: next,
                digest: anchored?.digest ?? AuditRecord.origin)
        }
        let data = try DurableFile.read(last.file, limit: AuditFolder.readLimit)
        let whole = AuditTail.wholeLines(of: data)
        var end = try Self.end(of: data.prefix(whole), last.file)
        if end == nil, let before = logs.dropLast().last {
            // Begun, and cut before its first record.
            end = try Self.end(of: try DurableFile.read(before.file, limit: AuditFolder.readLimit), before.file)
            guard end != nil else { throw damaged(before.file) }
        }
        var chain = AuditChain(
            folder: folder, now: now, onTrouble: onTrouble, file: try AuditFile(last.file, size: whole),
            next: end?.next ?? last.first, digest: end?.digest ?? AuditRecord.origin)
        if whole < data.count {
            try chain.file.cut()
            try chain.append(.mended(bytes: data.count - whole))
        }
        return chain
    }

    /// The number and the digest behind the last of some lines; nil where there is none.
    private static func end(of lines: Data, _ file: URL) throws(Fault) -> (next: Int, digest: String)? {
        guard let line = lines.split(separator: UInt8(ascii: "\n")).last else { return nil }
        guard let (digest, _, record) = AuditRecord.parse(Data(line)) else { throw damaged(file) }
        return (record.number + 1, digest)
    }

    private static func damaged(_ file: URL) -> Fault {
        Fault(.auditDamaged, "\(file.path) cannot be continued; run: ridgeline audit verify, then move audit/ away")
    }

    /// Adds a record.
    ///
    /// - Throws: ``Fault`` `disk.write`, `audit.missing`, `audit.tooLarge`; the record is not there then.
    mutating func append(_ event: AuditEvent) throws(Fault) {
        try makeRoom(for: 1)
        try write(event)
    }

    /// Adds a search, and before it what has changed of the lists.
    ///
    /// - Throws: ``Fault`` `disk.write`, `audit.missing`, `audit.tooLarge`; the search is not there then.
    mutating func append(_ search: AuditSearch, in generations: [String: Int]) throws(Fault) {
        guard !generations.isEmpty else { return try append(.search(search)) }
        try makeRoom(for: lists.leading(to: generations).changes.count + 1)
        let (changes, account) = lists.leading(to: generations)
        // Behind a part of what has changed comes all of it anew.
        lists = AuditedLists()
        for change in changes { try write(.lists(change)) }
        lists = account
        var search = search
        search.lists = account.name
        try write(.search(search))
    }

    /// Begins a new file where this one is full.
    ///
    /// - Parameter records: what will be written before this is asked again, but for its own record of dropped files.
    private mutating func makeRoom(for records: Int) throws(Fault) {
        if file.size >= folder.fileLimit { try rotate(for: records + 1) }
        guard let last = dropped else { return }
        try write(.dropped(upTo: last))
        dropped = nil
    }

    private mutating func write(_ event: AuditEvent) throws(Fault) {
        let record = AuditRecord(
            number: next, time: now(), event: event, follows: file.size == 0 && next > 1 ? digest : nil)
        let (line, digest) = try record.line(after: self.digest)
        guard line.count < AuditRecord.lineLimit else {
            throw Fault(.auditTooLarge, "a record of \(line.count) bytes does not fit the audit log; report this")
        }
        try file.append(line)
        next += 1
        self.digest = digest
    }

    /// The old file is let go only for a new one: while there is none, it takes as much again.
    private mutating func rotate(for records: Int) throws(Fault) {
        do throws(Fault) {
            file = try AuditFile(folder.log(from: next))
            // The files before may be gone when somebody asks.
            lists = AuditedLists()
        } catch {
            guard file.size + records * AuditRecord.lineLimit <= AuditFolder.readLimit else { throw error }
            return onTrouble(error)
        }
        do throws(Fault) {
            for (old, after) in folder.surplus() {
                try DurableFile.remove(old)
                dropped = after - 1
            }
        } catch { onTrouble(error) }
    }
}

/// The end of a log that may have been torn.
enum AuditTail {
    /// How many bytes belong to whole lines; behind the last line's end there is only what a power cut left.
    static func wholeLines(of data: Data) -> Int {
        guard let end = data.lastIndex(of: UInt8(ascii: "\n")) else { return 0 }
        return end - data.startIndex + 1
    }
}
