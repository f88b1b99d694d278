internal import Foundation
internal import Ground

/// Turns slash-separated paths from metadata into files of a folder.
enum SafePath {
    /// - Throws: ``Fault`` `trust.path` for a path that would lead out of the folder or that no file can have.
    static func file(_ path: String, in folder: URL) throws(Fault) -> URL {
        let components = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !path.utf8.contains(0), !components.contains(where: { ["", ".", ".."].contains($0) }) else {
            throw Fault(.trustPath, "the path '\(path.prefix(80))' leads out of its folder; ask the publisher")
        }
        return folder.appending(path: path, directoryHint: .notDirectory)
    }
}
