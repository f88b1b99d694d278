internal import Foundation
internal import Glibc

/// `O_PATH`, the same on all architectures, which Glibc's module leaves out: a handle to the place, not to its content.
private let pathOnly: Int32 = 0o10_000_000

/// The folder of a file, held open: what is done there happens in this folder, whatever becomes of its path meanwhile.
///
/// On the way symbolic links are followed only where they belong to root or to this process's user, so that nobody who
/// may write in one of the folders can send a write elsewhere.
struct FolderHandle: ~Copyable {
    /// The file's name within the folder.
    let name: String
    private let descriptor: Int32
    private let path: String

    /// - Parameter followsLast: whether the file itself may be a symbolic link; then the folder is that of its target.
    /// - Throws: ``Fault`` `disk.write`.
    init(of file: URL, followsLast: Bool) throws(Fault) {
        path = file.path
        var at = Glibc.open(path.hasPrefix("/") ? "/" : ".", pathOnly | O_DIRECTORY | O_CLOEXEC)
        var isKept = false
        defer { if !isKept { close(at) } }
        // The next part last.
        var rest = Self.parts(path)
        var links = 0
        while let part = rest.popLast() {
            if let target = try Self.target(of: part, in: at, path), !rest.isEmpty || followsLast {
                links += 1
                guard links <= 40 else { throw Fault(.diskWrite, "\(path) leads in a circle; name another file") }
                if target.hasPrefix("/") { try Self.step(from: &at, to: "/", path) }
                rest += Self.parts(target)
            } else if rest.isEmpty {
                guard part != ".", part != ".." else { break }
                try Self.step(from: &at, to: ".", path, O_RDONLY)
                (name, descriptor, isKept) = (part, at, true)
                return
            } else {
                try Self.step(from: &at, to: part, path)
            }
        }
        throw Fault(.diskWrite, "\(path) is a folder; name a file")
    }

    deinit { close(descriptor) }

    /// Begins a file under a name that nobody can guess.
    func create(permissions: mode_t) throws(Fault) -> (descriptor: Int32, name: String) {
        let temporary = ".new-" + String(UInt64.random(in: .min ... .max), radix: 16)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let made = openat(descriptor, temporary, flags, permissions)
        guard made >= 0 else { throw DurableFile.failure("create", path) }
        return (made, temporary)
    }

    /// Opens the file for reading.
    func open() throws(Fault) -> Int32 {
        let opened = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard opened >= 0 else { throw DurableFile.failure("open", path) }
        return opened
    }

    /// Puts what is in `folder` under the name `other` in this file's place.
    ///
    /// - Throws: ``Fault`` `disk.write`, also where something is in place that is no regular file: a device, a pipe.
    func replace(by other: String, in folder: borrowing FolderHandle) throws(Fault) {
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) != 0 || status.st_mode & S_IFMT == S_IFREG else {
            throw Fault(.diskWrite, "\(path) is no regular file, which is never replaced; name another file")
        }
        guard renameat(folder.descriptor, other, descriptor, name) == 0 else {
            throw DurableFile.failure("rename", path)
        }
        try flush()
    }

    /// Removes what has that name, if it is there.
    func remove(_ name: String) throws(Fault) {
        guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else { throw DurableFile.failure("remove", path) }
        try flush()
    }

    private func flush() throws(Fault) {
        guard fsync(descriptor) == 0 else { throw DurableFile.failure("flush the folder of", path) }
    }

    private static func parts(_ path: String) -> [String] { path.split(separator: "/").reversed().map(String.init) }

    private static func step(
        from descriptor: inout Int32, to part: String, _ path: String, _ access: Int32 = pathOnly
    ) throws(Fault) {
        let next = openat(descriptor, part, access | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard next >= 0 else { throw DurableFile.failure("open the folder of", path) }
        close(descriptor)
        descriptor = next
    }

    /// Where a symbolic link leads; nil for what is none.
    private static func target(of part: String, in folder: Int32, _ path: String) throws(Fault) -> String? {
        let link = openat(folder, part, pathOnly | O_NOFOLLOW | O_CLOEXEC)
        guard link >= 0 else { return nil }
        defer { close(link) }
        var status = stat()
        guard fstat(link, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return nil }
        guard status.st_uid == 0 || status.st_uid == geteuid() else {
            throw Fault(.diskWrite, "on the way to \(path), \(part) is another user's link; find out who made it")
        }
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlinkat(link, "", &bytes, bytes.count)
        guard count > 0, let target = String(validating: bytes[..<count], as: UTF8.self) else {
            throw DurableFile.failure("read the link to", path)
        }
        return target
    }
}
