public import Foundation

/// Files that are either wholly there after a power loss or not there at all.
///
/// Only regular files are ever replaced or moved, and another user's symbolic link is followed neither to write nor to
/// read; links of root and of our own are.
public enum DurableFile {
    /// Writes `data` beside `url`, flushes it to the disk, renames it into place and flushes the folder.
    ///
    /// A symbolic link of our own stays, and its target is written.
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
        let folder = try FolderHandle(of: url, followsLast: true)
        try WornPlace.check(url)
        let (descriptor, temporary) = try folder.create(permissions: permissions)
        var written = false
        defer {
            close(descriptor)
            if !written { try? folder.remove(temporary) }
        }
        try body { (bytes: [UInt8]) throws(Fault) in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                guard count > 0 else { throw failure("write", url.path) }
                rest = rest.dropFirst(count)
            }
        }
        guard fchmod(descriptor, permissions) == 0, fsync(descriptor) == 0 else { throw failure("flush", url.path) }
        try folder.replace(by: temporary, in: folder)
        written = true
    }

    /// Flushes a file that was written elsewhere on the same disk and moves it into place.
    ///
    /// - Throws: ``Fault`` `disk.write`; the old file is then still in place.
    public static func move(_ source: URL, to url: URL) throws(Fault) {
        let folder = try FolderHandle(of: source, followsLast: false)
        let descriptor = try folder.open()
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("flush", source.path) }
        try FolderHandle(of: url, followsLast: true).replace(by: folder.name, in: folder)
    }

    /// Removes the file or the symbolic link, if it is there, and flushes its folder.
    ///
    /// - Throws: ``Fault`` `disk.write`.
    public static func remove(_ url: URL) throws(Fault) {
        let folder = try FolderHandle(of: url, followsLast: false)
        try folder.remove(folder.name)
    }

    /// Overwrites the bytes of the file in place, flushes them, and only then removes it; a link is removed, and what it
    /// leads to is not touched, nor is a stranger's file that somebody has given a second name here.
    ///
    /// On flash the old cells may survive.
    ///
    /// - Throws: ``Fault`` `disk.write`.
    package static func destroy(_ url: URL) throws(Fault) {
        let folder = try FolderHandle(of: url, followsLast: false)
        if let descriptor = try? folder.open(O_WRONLY) {
            defer { close(descriptor) }
            var status = stat()
            let isOurs =
                fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
                && (status.st_nlink == 1 || status.st_uid == folder.owner)
            var left = isOurs ? Int(status.st_size) : 0
            let zeros = [UInt8](repeating: 0, count: 65_536)
            while left > 0 {
                let count = zeros.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, min(left, $0.count)) }
                guard count > 0 else { break }
                left -= count
            }
            guard left == 0, !isOurs || fsync(descriptor) == 0 else {
                throw Fault(.diskWrite, "cannot overwrite \(url.path); destroy the disk, it holds secrets")
            }
        }
        try folder.remove(folder.name)
    }

    /// Renames what is damaged, a file or a folder, to `NAME.damaged-TIME` beside it, so that nothing is lost and another
    /// can be begun.
    ///
    /// - Parameter companions: ends of the names of files that belong to it, and go with it where they are there.
    /// - Throws: ``Fault`` `disk.write`; it is then where it was.
    public static func setAside(_ url: URL, companions: [String] = [], at time: Timestamp) throws(Fault) {
        let aside = url.lastPathComponent + damagedMark + time.description.filter { $0.isNumber || $0 == "T" }
        try FolderHandle(of: url, followsLast: false).moveAside(to: aside)
        for end in companions {
            let companion = URL(filePath: url.path + end)
            guard isThere(companion) else { continue }
            try FolderHandle(of: companion, followsLast: false).moveAside(to: aside + end)
        }
    }

    /// Notes that something is gone: an empty file lies where it would lie if it had been set aside.
    ///
    /// - Throws: ``Fault`` `disk.write`, and as ``write(_:to:permissions:)``.
    public static func markGone(_ url: URL, at time: Timestamp) throws(Fault) {
        try write(Data(), to: url)
        try setAside(url, at: time)
    }

    /// What the names of files that were set aside have in them.
    public static let damagedMark = ".damaged-"

    /// Opens a file that is written from its end on, or begins it.
    ///
    /// - Returns: a descriptor, the caller's to close.
    /// - Throws: ``Fault`` `disk.write`.
    package static func openAtEnd(_ url: URL, permissions: mode_t) throws(Fault) -> Int32 {
        try FolderHandle(of: url, followsLast: false)
            .open(O_WRONLY | O_CREAT | O_APPEND, permissions: permissions)
    }

    /// Reads a whole file that may be at most `limit` bytes long.
    ///
    /// - Throws: ``Fault`` `disk.missing`, `disk.read`, or `disk.tooLarge` before anything is read into memory.
    public static func read(_ url: URL, limit: Int) throws(Fault) -> Data {
        let (file, size) = try opened(url)
        defer { close(file) }
        guard size <= limit else {
            throw Fault(.diskTooLarge, "\(url.path) has \(size) bytes, more than the \(limit) allowed here")
        }
        var data = Data(capacity: size)
        try read(file, url) { (piece: UnsafeRawBufferPointer) throws(Fault) in
            guard data.count + piece.count <= limit else {
                throw Fault(.diskTooLarge, "\(url.path) grows beyond the \(limit) bytes allowed here")
            }
            data.append(contentsOf: piece)
        }
        return data
    }

    /// Hands a file over piece by piece, for one that is too large for memory.
    ///
    /// - Parameter offset: the first byte to read.
    /// - Throws: ``Fault`` `disk.missing`, `disk.read`, or what `body` throws.
    public static func read(
        _ url: URL, from offset: Int, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void
    ) throws(Fault) {
        let file = try opened(url).descriptor
        defer { close(file) }
        guard lseek(file, offset, SEEK_SET) == offset else { throw unreadable(url) }
        try read(file, url, body)
    }

    /// Bytes of a regular file.
    ///
    /// - Throws: ``Fault`` `disk.missing`, `disk.read`.
    public static func size(of url: URL) throws(Fault) -> Int {
        let (file, size) = try opened(url)
        close(file)
        return size
    }

    /// Opens a regular file to be read piece by piece; no other user's link or pipe is followed or waited for.
    ///
    /// - Returns: a descriptor, the caller's to close.
    /// - Throws: ``Fault`` `disk.missing`, `disk.read`.
    package static func openToRead(_ url: URL) throws(Fault) -> Int32 { try opened(url).descriptor }

    private static func opened(_ url: URL) throws(Fault) -> (descriptor: Int32, size: Int) {
        // Without O_NONBLOCK, which the handle sees to, a pipe would keep us waiting for its writer.
        let file: Int32
        do throws(Fault) {
            file = try FolderHandle(of: url, followsLast: true, for: .reading).open(for: .reading)
        } catch {
            // Nobody shall take it for a file that was never written.
            guard error.code == .diskMissing, isThere(url) else { throw error }
            throw Fault(
                .diskRead, "\(url.path) is a link to what is not there; bring that back or remove the link",
                cause: error)
        }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(file)
            throw Fault(.diskRead, "\(url.path) is not a regular file; name a file")
        }
        return (file, Int(status.st_size))
    }

    private static func read(
        _ file: Int32, _ url: URL, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void
    ) throws(Fault) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = Glibc.read(file, buffer.baseAddress, buffer.count)
            guard count >= 0 else { throw unreadable(url) }
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    private static func unreadable(_ url: URL) -> Fault { unreadable(url.path) }

    /// What the system said of the call that has just failed.
    static func unreadable(_ path: String) -> Fault {
        let (code, reason) = (errno == ENOENT ? Fault.Code.diskMissing : .diskRead, reason())
        return Fault(code, "cannot read \(path): \(reason); check the path, its permissions and the disk")
    }

    /// What the system said of the call that has just failed.
    package static func failure(_ verb: String, _ path: String) -> Fault {
        Fault(.diskWrite, "cannot \(verb) \(path): \(reason()); check free space and permissions")
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
