public import Crypto
public import Foundation
public import Ground
internal import Synchronization

/// Appends to the chain; a record is on the disk when ``append(_:)`` returns.
///
/// Thread-safe. One process at a time writes.
public final class AuditLog: Sendable {
    private struct Contents {
        var descriptor: CInt = -1
        var first = 1
        var size = 0
        var next = 1
        var digest = AuditRecord.origin
    }

    private let folder: AuditFolder
    private let anchorFile: URL
    private let key: SymmetricKey
    private let now: @Sendable () -> Timestamp
    private let contents = Mutex(Contents())

    /// Opens the log, or begins one, and mends a tail that a power cut tore.
    ///
    /// - Parameters:
    ///   - key: the device's, for the anchor.
    ///   - now: the wall clock.
    /// - Throws: ``Fault`` `audit.damaged` where the newest file cannot be continued, `disk.*`.
    public init(
        _ root: URL, anchor: URL, key: SymmetricKey, now: @escaping @Sendable () -> Timestamp = { Timestamp(Date()) }
    ) throws(Fault) {
        folder = AuditFolder(root: root)
        anchorFile = anchor
        self.key = key
        self.now = now
        do {
            try FileManager.default.createDirectory(
                at: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Fault(.diskWrite, "cannot make the folder \(root.path); check its permissions", cause: error)
        }
        let torn = try contents.withLock { contents throws(Fault) in try resume(&contents) }
        if torn > 0 { try append(.mended(bytes: torn)) }
    }

    deinit { contents.withLock { _ = close($0.descriptor) } }

    /// Adds a record.
    ///
    /// - Throws: ``Fault`` `disk.write`; the chain is then as it was.
    public func append(_ event: AuditEvent) throws(Fault) {
        try contents.withLock { contents throws(Fault) in
            try write(event, &contents)
            if contents.size >= AuditFolder.fileLimit { try rotate(&contents) }
        }
    }

    /// Keeps the newest record apart, for the hub and against a cut tail; costs two flushes, so not with each record.
    public func anchor() throws(Fault) {
        let (number, digest) = contents.withLock { ($0.next - 1, $0.digest) }
        guard number > 0 else { return }
        let anchor = AuditAnchor(number: number, digest: digest, key: key)
        try DurableFile.write(try WireJSON.encode(anchor), to: anchorFile)
    }

    private func write(_ event: AuditEvent, _ contents: inout Contents) throws(Fault) {
        let record = AuditRecord(
            number: contents.next, time: now(), event: event,
            follows: contents.size == 0 && contents.next > 1 ? contents.digest : nil)
        let (line, digest) = try record.line(after: contents.digest)
        guard line.count < AuditRecord.lineLimit else {
            throw Fault(.auditTooLarge, "a record of \(line.count) bytes does not fit the audit log; report this")
        }
        let written = line.withUnsafeBytes { Glibc.write(contents.descriptor, $0.baseAddress, $0.count) }
        guard written == line.count, fdatasync(contents.descriptor) == 0 else {
            let reason = String(cString: strerror(errno))
            // What went out of half a record must not stand before the next.
            ftruncate(contents.descriptor, off_t(contents.size))
            throw Fault(.diskWrite, "cannot write the audit log in \(folder.root.path): \(reason); free space there")
        }
        contents.size += line.count
        contents.next += 1
        contents.digest = digest
    }

    /// Finds where the chain ends.
    ///
    /// - Returns: bytes of a half written record that were removed.
    private func resume(_ contents: inout Contents) throws(Fault) -> Int {
        guard let last = folder.logs().last else {
            try open(folder.log(from: 1), &contents)
            return 0
        }
        let data = try DurableFile.read(last.file, limit: 2 * AuditFolder.fileLimit)
        let whole = AuditTail.wholeLines(of: data)
        contents.first = last.first
        contents.size = whole
        contents.next = last.first
        if let line = data.prefix(whole).dropLast().split(separator: UInt8(ascii: "\n")).last {
            guard let (digest, _, record) = AuditRecord.parse(Data(line)) else { throw damaged(last.file) }
            contents.digest = digest
            contents.next = record.number + 1
        } else if let before = folder.logs().dropLast().last {
            // Begun, and cut before its first record.
            let earlier = try DurableFile.read(before.file, limit: 2 * AuditFolder.fileLimit)
            guard let line = earlier.split(separator: UInt8(ascii: "\n")).last,
                let (digest, _, record) = AuditRecord.parse(Data(line))
            else { throw damaged(before.file) }
            contents.digest = digest
            contents.next = record.number + 1
        }
        try open(last.file, &contents)
        guard whole < data.count else { return 0 }
        guard ftruncate(contents.descriptor, off_t(whole)) == 0, fsync(contents.descriptor) == 0 else {
            throw Fault(.diskWrite, "cannot mend \(last.file.path); check its disk")
        }
        return data.count - whole
    }

    private func damaged(_ file: URL) -> Fault {
        Fault(.auditDamaged, "\(file.path) cannot be continued; run: ridgeline audit verify, then move audit/ away")
    }

    private func rotate(_ contents: inout Contents) throws(Fault) {
        contents.first = contents.next
        contents.size = 0
        try open(folder.log(from: contents.next), &contents)
        let old = folder.logs().dropLast(AuditFolder.files)
        guard let lastGone = old.last, let kept = folder.logs().first(where: { $0.first > lastGone.first }) else {
            return
        }
        for log in old { try DurableFile.remove(log.file) }
        try write(.dropped(upTo: kept.first - 1), &contents)
    }

    private func open(_ file: URL, _ contents: inout Contents) throws(Fault) {
        if contents.descriptor >= 0 { close(contents.descriptor) }
        contents.descriptor = Glibc.open(file.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        let root = Glibc.open(file.deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(root) }
        guard contents.descriptor >= 0, root >= 0, fsync(root) == 0 else {
            throw Fault(.diskWrite, "cannot open \(file.path); check permissions and free space")
        }
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
