public import Foundation

extension DurableFile {
    /// Sets aside what lies in a file's place and leads to none: a folder, a pipe, a link to what is not there.
    ///
    /// - Returns: whether there was such a thing.
    /// - Throws: ``Fault`` `disk.write`; it is then where it was.
    @discardableResult
    public static func clearWay(for file: URL, at time: Timestamp) throws(Fault) -> Bool {
        var status = stat()
        guard isThere(file), stat(file.path, &status) != 0 || status.st_mode & S_IFMT != S_IFREG else { return false }
        try setAside(file, at: time)
        return true
    }

    /// Whether this process may read and write a file; `false` also where there is none.
    public static func isOpen(_ file: URL) -> Bool { access(file.path, R_OK | W_OK) == 0 }

    /// Whether something has that name, also a link to what is not there.
    public static func isThere(_ place: URL) -> Bool {
        var status = stat()
        return lstat(place.path, &status) == 0
    }

    /// Whether a file or folder has nothing in it; `false` for what cannot be looked into, and for a link.
    public static func isEmpty(_ place: URL) -> Bool {
        var status = stat()
        guard lstat(place.path, &status) == 0 else { return false }
        if status.st_mode & S_IFMT == S_IFREG { return status.st_size == 0 }
        guard status.st_mode & S_IFMT == S_IFDIR else { return false }
        return (try? FileManager.default.contentsOfDirectory(atPath: place.path))?.isEmpty ?? false
    }
}

extension Folder {
    /// Sets aside what lies in a folder's place and is none that this process may read and write.
    ///
    /// - Returns: whether there was such a thing.
    /// - Throws: ``Fault`` `disk.write`; it is then where it was.
    @discardableResult
    public static func clearWay(for folder: URL, at time: Timestamp) throws(Fault) -> Bool {
        guard DurableFile.isThere(folder), !isOpen(folder) else { return false }
        try DurableFile.setAside(folder, at: time)
        return true
    }

    /// Whether a folder itself has that place, no link to one.
    public static func isItself(_ place: URL) -> Bool {
        var status = stat()
        return lstat(place.path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether there is a folder that this process may pass, also by a link.
    public static func isThere(_ folder: URL) -> Bool { access(folder.path + "/.", F_OK) == 0 }

    /// Whether this process may read and write a folder; `false` also where there is none.
    public static func isOpen(_ folder: URL) -> Bool { access(folder.path + "/.", R_OK | W_OK | X_OK) == 0 }
}
