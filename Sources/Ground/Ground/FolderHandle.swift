internal import Foundation
internal import Glibc

/// `O_PATH`, the same on all architectures, which Glibc's module leaves out: a handle to the place, not to its content.
private let pathOnly: Int32 = 0o10_000_000

/// The folder of a file, held open: what is done there happens in this folder, whatever becomes of its path meanwhile.
///
/// On the way symbolic links are followed only where they belong to root or to this process's user, so that nobody who
/// may write in one of the folders can send a write elsewhere.
struct FolderHandle: ~Copyable {
    /// What is to be done there; it decides which fault says that it cannot be.
    enum Purpose {
        case reading, writing

        /// Right after the system's call has failed.
        func fault(_ verb: String, _ path: String) -> Fault {
            switch self {
            case .reading: DurableFile.unreadable(path)
            case .writing: DurableFile.failure(verb, path)
            }
        }

        func refusal(_ message: String) -> Fault { Fault(self == .reading ? .diskRead : .diskWrite, message) }
    }

    /// The file's name within the folder.
    let name: String
    private let descriptor: Int32
    private let path: String

    /// - Parameter followsLast: whether the file itself may be a symbolic link; then the folder is that of its target.
    /// - Throws: ``Fault`` `disk.write`, for reading `disk.read`, `disk.missing`.
    init(of file: URL, followsLast: Bool, for purpose: Purpose = .writing) throws(Fault) {
        path = file.path
        var at = Glibc.open(path.hasPrefix("/") ? "/" : ".", pathOnly | O_DIRECTORY | O_CLOEXEC)
        var isKept = false
        defer { if !isKept { close(at) } }
        // The next part last.
        var rest = Self.parts(path)
        var links = 0
        while let part = rest.popLast() {
            if let target = try Self.target(of: part, in: at, path, purpose), !rest.isEmpty || followsLast {
                links += 1
                guard links <= 40 else { throw purpose.refusal("\(path) leads in a circle; name another file") }
                if target.hasPrefix("/") { try Self.step(from: &at, to: "/", path, purpose) }
                rest += Self.parts(target)
            } else if rest.isEmpty {
                guard part != ".", part != ".." else { break }
                // To be flushed it must be open for reading; to be read from, its owner need not show what is in it.
                if purpose == .writing { try Self.step(from: &at, to: ".", path, purpose, O_RDONLY) }
                (name, descriptor, isKept) = (part, at, true)
                return
            } else {
                try Self.step(from: &at, to: part, path, purpose)
            }
        }
        throw purpose.refusal("\(path) is not a regular file but a folder; name a file")
    }

    deinit { close(descriptor) }

    /// Begins a file under a name that nobody can guess.
    ///
    /// - Throws: ``Fault`` `disk.write`, also where what is there now leads to no regular file, as `/dev/stdout` may.
    func create(permissions: mode_t) throws(Fault) -> (descriptor: Int32, name: String) {
        var there = stat()
        guard stat(path, &there) != 0 || there.st_mode & S_IFMT == S_IFREG else {
            throw notReplaced
        }
        let temporary = ".new-" + String(UInt64.random(in: .min ... .max), radix: 16)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let made = openat(descriptor, temporary, flags, permissions)
        guard made >= 0 else { throw DurableFile.failure("create", path) }
        return (made, temporary)
    }

    /// Opens the file, or with `O_CREAT` makes it.
    func open(_ flags: Int32 = O_RDONLY, permissions: mode_t = 0, for purpose: Purpose = .writing) throws(Fault)
        -> Int32
    {
        let opened = openat(descriptor, name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, permissions)
        guard opened >= 0 else { throw purpose.fault("open", path) }
        return opened
    }

    /// Makes a folder of the file's name, or finds that there is one.
    func makeFolder(permissions: mode_t) throws(Fault) {
        guard mkdirat(descriptor, name, permissions) == 0 else {
            var status = stat()
            let failure = DurableFile.failure("make the folder", path)
            guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFDIR
            else { throw failure }
            return
        }
        // As asked for, whatever the umask.
        guard fchmodat(descriptor, name, permissions, 0) == 0 else {
            throw DurableFile.failure("make the folder", path)
        }
        try flush()
    }

    /// Whose the folder is; nil where the system does not say.
    var owner: uid_t? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? status.st_uid : nil
    }

    private var notReplaced: Fault {
        Fault(.diskWrite, "\(path) is no regular file, which is never replaced; name another file")
    }

    /// Puts what is in `folder` under the name `other` in this file's place.
    ///
    /// - Throws: ``Fault`` `disk.write`, also where something is in place that is no regular file: a device, a pipe.
    func replace(by other: String, in folder: borrowing FolderHandle) throws(Fault) {
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) != 0 || status.st_mode & S_IFMT == S_IFREG else {
            throw notReplaced
        }
        guard renameat(folder.descriptor, other, descriptor, name) == 0 else {
            throw DurableFile.failure("rename", path)
        }
        try flush()
    }

    /// Gives what is there another name, which nothing must have yet.
    func moveAside(to other: String) throws(Fault) {
        var status = stat()
        guard fstatat(descriptor, other, &status, AT_SYMLINK_NOFOLLOW) != 0 else {
            throw Fault(.diskWrite, "\(path) cannot be called \(other): there is one; move it away")
        }
        guard renameat(descriptor, name, descriptor, other) == 0 else { throw DurableFile.failure("set aside", path) }
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
        from descriptor: inout Int32, to part: String, _ path: String, _ purpose: Purpose, _ access: Int32 = pathOnly
    ) throws(Fault) {
        let next = openat(descriptor, part, access | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard next >= 0 else { throw purpose.fault("open the folder of", path) }
        close(descriptor)
        descriptor = next
    }

    /// Where a symbolic link leads; nil for what is none.
    private static func target(
        of part: String, in folder: Int32, _ path: String, _ purpose: Purpose
    ) throws(Fault) -> String? {
        let link = openat(folder, part, pathOnly | O_NOFOLLOW | O_CLOEXEC)
        guard link >= 0 else { return nil }
        defer { close(link) }
        var status = stat()
        guard fstat(link, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return nil }
        guard status.st_uid == 0 || status.st_uid == geteuid() else {
            throw purpose.refusal("on the way to \(path), \(part) is another user's link; find out who made it")
        }
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlinkat(link, "", &bytes, bytes.count)
        guard count > 0, let target = String(validating: bytes[..<count], as: UTF8.self) else {
            throw purpose.fault("read the link to", path)
        }
        return target
    }
}
