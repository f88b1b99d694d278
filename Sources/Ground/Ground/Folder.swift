public import Foundation

/// Folders of a program's own.
public enum Folder {
    /// Makes the folder, and those above it, where they are missing; one that is there keeps its mode.
    ///
    /// - Parameter permissions: of what is made; by default its owner's alone.
    /// - Throws: ``Fault`` `disk.write` naming the folder.
    public static func make(_ folder: URL, permissions: Int = 0o700) throws(Fault) {
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: permissions])
        } catch {
            throw Fault(
                .diskWrite, "cannot make the folder \(folder.path); check the path and its permissions", cause: error)
        }
    }
}
