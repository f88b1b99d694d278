internal import Foundation
internal import Ground

/// Gives a folder and what is in it to a user: a walk by descriptors, on which nobody's link leads root elsewhere.
enum OwnerChange {
    /// - Parameters:
    ///   - group: of the folder, and of what its owner hands over in it.
    ///   - mode: of the folder, whose group bits say whether its files are the group's to read.
    /// - Throws: ``Fault`` `disk.write`.
    static func apply(_ folder: URL, user: uid_t, group: gid_t, mode: mode_t) throws(Fault) {
        let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw DurableFile.failure("open", folder.path) }
        defer { close(descriptor) }
        // A passage is walked through, and each of its folders is given by itself.
        let isPassage = mode == 0o755
        if !isPassage { try applyBelow(descriptor, folder.path, user, group, depth: 0) }
        guard fchown(descriptor, user, group) == 0, fchmod(descriptor, mode) == 0 else {
            throw DurableFile.failure("give away", folder.path)
        }
    }

    private static func applyBelow(
        _ folder: Int32, _ path: String, _ user: uid_t, _ group: gid_t, depth: Int
    ) throws(Fault) {
        guard depth < 16, let stream = fdopendir(dup(folder)) else { throw DurableFile.failure("read", path) }
        defer { closedir(stream) }
        rewinddir(stream)
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name == "." || name == ".." { continue }
            var status = stat()
            guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                let inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                guard inner >= 0 else { continue }
                defer { close(inner) }
                try applyBelow(inner, "\(path)/\(name)", user, group, depth: depth + 1)
            } else if status.st_nlink > 1, status.st_uid != user {
                // A stranger's file under a second name: it stays his.
                continue
            }
            guard fchownat(folder, name, user, group, AT_SYMLINK_NOFOLLOW) == 0 else {
                throw DurableFile.failure("give away", "\(path)/\(name)")
            }
        }
    }
}
