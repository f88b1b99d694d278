public import Foundation

/// Files that are either wholly there after a power loss or not there at all.
public enum DurableFile {
    /// Writes `data` beside `url`, flushes it to the disk, renames it into place and flushes the folder.
    ///
    /// - Parameters:
    ///   - permissions: the new file's mode bits; secrets use 0o600.
    /// - Throws: ``Fault`` `disk.write` with the cause from the system.
    public static func write(_ data: some DataProtocol, to url: URL, permissions: mode_t = 0o640) throws(Fault) {
        try write(to: url, permissions: permissions) { append throws(Fault) in try append(Array(data)) }
    }

    /// The same for a file that is too large for memory: `body` hands its bytes over piece by piece.
    ///
    /// - Throws: ``Fault`` `disk.write`, or what `body` throws; the old file is then still in place.
    public static func write(
        to url: URL, permissions: mode_t = 0o640,
        _ body: (_ append: ([UInt8]) throws(Fault) -> Void) throws(Fault) -> Void
    ) throws(Fault) {
        let temporary = url.path + ".new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, permissions)
        guard descriptor >= 0 else { throw failure("create", temporary) }
        var written = false
        defer {
            close(descriptor)
            if !written { unlink(temporary) }
        }
        try body { (bytes: [UInt8]) throws(Fault) in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                guard count > 0 else { throw failure("write", temporary) }
                rest = rest.dropFirst(count)
            }
        }
        guard fchmod(descriptor, permissions) == 0, fsync(descriptor) == 0 else { throw failure("flush", temporary) }
        guard rename(temporary, url.path) == 0 else { throw failure("rename", temporary) }
        written = true
        try flushFolder(url.deletingLastPathComponent())
    }

    /// Flushes a file that was written elsewhere on the same disk and moves it into place.
    ///
    /// - Throws: ``Fault`` `disk.write`; the old file is then still in place.
    public static func move(_ source: URL, to url: URL) throws(Fault) {
        let descriptor = open(source.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", source.path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("flush", source.path) }
        guard rename(source.path, url.path) == 0 else { throw failure("rename", source.path) }
        try flushFolder(url.deletingLastPathComponent())
    }

    /// Removes the file, if it is there, and flushes its folder.
    public static func remove(_ url: URL) throws(Fault) {
        guard unlink(url.path) == 0 || errno == ENOENT else { throw failure("remove", url.path) }
        try flushFolder(url.deletingLastPathComponent())
    }

    /// Reads a whole file that may be at most `limit` bytes long.
    ///
    /// - Throws: ``Fault`` `disk.missing`, `disk.read`, or `disk.tooLarge` before anything is read into memory.
    public static func read(_ url: URL, limit: Int) throws(Fault) -> Data {
        let size = try size(of: url)
        guard size <= limit else {
            throw Fault(.diskTooLarge, "\(url.path) has \(size) bytes, more than the \(limit) allowed here")
        }
        do { return try Data(contentsOf: url) } catch {
            throw Fault(.diskRead, "cannot read \(url.path); check its permissions and the disk", cause: error)
        }
    }

    /// Hands a file over piece by piece, for one that is too large for memory.
    ///
    /// - Parameter offset: the first byte to read.
    /// - Throws: ``Fault`` `disk.missing`, `disk.read`, or what `body` throws.
    public static func read(
        _ url: URL, from offset: Int, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void
    ) throws(Fault) {
        _ = try size(of: url)
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0, lseek(descriptor, offset, SEEK_SET) == offset else {
            throw Fault(.diskRead, "cannot read \(url.path): \(reason()); check its permissions and the disk")
        }
        defer { close(descriptor) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            guard count >= 0 else { throw Fault(.diskRead, "cannot read \(url.path): \(reason()); check the disk") }
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Bytes of a regular file.
    ///
    /// - Throws: ``Fault`` `disk.missing`, `disk.read`.
    public static func size(of url: URL) throws(Fault) -> Int {
        var status = stat()
        guard stat(url.path, &status) == 0 else {
            let code: Fault.Code = errno == ENOENT ? .diskMissing : .diskRead
            throw Fault(code, "cannot read \(url.path): \(reason()); check the path and its permissions")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Fault(.diskRead, "\(url.path) is not a regular file; name a file")
        }
        return Int(status.st_size)
    }

    private static func flushFolder(_ folder: URL) throws(Fault) {
        let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", folder.path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("flush", folder.path) }
    }

    /// What the system said of the call that has just failed.
    package static func failure(_ verb: String, _ path: String) -> Fault {
        Fault(.diskWrite, "cannot \(verb) \(path): \(reason()); check free space and permissions")
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
