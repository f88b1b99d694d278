internal import Foundation
internal import Ground

/// One file of the log, open at its end; closed when it is let go.
struct AuditFile: ~Copyable {
    private let file: URL
    private let descriptor: CInt
    /// Bytes of the records that are on the disk.
    private(set) var size: Int
    /// Behind them there may be a part of a record, which must not stand before the next.
    private var isTorn = false

    /// Opens a file, or begins it, so that it is found after a power loss.
    ///
    /// - Parameter size: bytes that count; what is behind them goes with ``cut()``.
    /// - Throws: ``Fault`` `disk.write`; a file that was not there before is not there then.
    init(_ file: URL, size: Int = 0) throws(Fault) {
        let isNew = access(file.path, F_OK) != 0
        let descriptor = open(file.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DurableFile.failure("open", file.path) }
        let folder = open(file.deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if folder >= 0 { close(folder) } }
        guard folder >= 0, fsync(folder) == 0 else {
            let failure = DurableFile.failure("flush the folder of", file.path)
            close(descriptor)
            if isNew { unlink(file.path) }
            throw failure
        }
        self.file = file
        self.descriptor = descriptor
        self.size = size
    }

    deinit { close(descriptor) }

    /// Adds a line; it is on the disk when this returns.
    ///
    /// - Throws: ``Fault`` `disk.write`; the file is then as it was, at the latest before the next line. `audit.missing` where
    ///   another file or none has its name: nobody would find the line.
    mutating func append(_ line: Data) throws(Fault) {
        guard isInPlace else {
            throw Fault(
                .auditMissing,
                "\(file.path) was taken away or replaced while the station runs; restart the station, tell the centre")
        }
        if isTorn { try cut() }
        guard Self.writeAll(line, to: descriptor), fdatasync(descriptor) == 0 else {
            let failure = DurableFile.failure("write", file.path)
            isTorn = true
            try? cut()
            throw failure
        }
        size += line.count
    }

    private var isInPlace: Bool {
        var (own, named) = (stat(), stat())
        return fstat(descriptor, &own) == 0 && lstat(file.path, &named) == 0
            && (own.st_dev, own.st_ino) == (named.st_dev, named.st_ino)
    }

    /// A full disk takes a part and says nothing; asked for the rest, it says why.
    private static func writeAll(_ line: Data, to descriptor: CInt) -> Bool {
        var rest = line[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Removes what is behind the records that count.
    mutating func cut() throws(Fault) {
        guard ftruncate(descriptor, off_t(size)) == 0, fsync(descriptor) == 0 else {
            throw DurableFile.failure("mend", file.path)
        }
        isTorn = false
    }
}
