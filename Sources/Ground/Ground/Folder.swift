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
}
