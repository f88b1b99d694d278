public import Foundation

/// Folders of a program's own.
public enum Folder {
    /// Makes the folder, and those above it, where they are missing; one that is there keeps its mode.
    ///
    /// No other user's link is followed on the way.
    ///
    /// - Parameter permissions: of each folder that is made; by default its owner's alone.
    /// - Throws: ``Fault`` `disk.write` naming the folder, also where something else is in its place.
    public static func make(_ folder: URL, permissions: mode_t = 0o700) throws(Fault) {
        let above = folder.deletingLastPathComponent()
        var status = stat()
        if above.path != folder.path, stat(above.path, &status) != 0, errno == ENOENT {
            try make(above, permissions: permissions)
        }
        try FolderHandle(of: folder, followsLast: true).makeFolder(permissions: permissions)
    }

    /// Makes way for a regular file: whatever else is in its place goes, and whatever is no folder in place of one on the way,
    /// a pipe, a link, a folder with all that is in it.
    ///
    /// Only what is this user's own goes: a process that was somebody else's for a while mends its own folder, and root does
    /// not do it for another user. What is left is refused by who then writes.
    ///
    /// - Parameter folder: stays as it is; `file` lies below it.
    /// - Throws: ``Fault`` `disk.write`.
    public static func makeWay(for file: URL, below folder: URL) throws(Fault) {
        var place = folder
        let names = file.pathComponents.dropFirst(folder.pathComponents.count)
        for (number, name) in names.enumerated() {
            place.append(path: name, directoryHint: .notDirectory)
            let wanted = number == names.count - 1 ? S_IFREG : S_IFDIR
            var status = stat()
            guard lstat(place.path, &status) == 0 else { return }
            if status.st_mode & S_IFMT == wanted { continue }
            guard status.st_uid == geteuid() else { return }
            guard status.st_mode & S_IFMT == S_IFDIR else { return try DurableFile.remove(place) }
            do { try FileManager.default.removeItem(at: place) } catch {
                throw Fault(.diskWrite, "cannot remove \(place.path), which is in the way; remove it", cause: error)
            }
        }
    }
}
