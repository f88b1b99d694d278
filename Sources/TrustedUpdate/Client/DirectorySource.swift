public import Foundation
public import Ground

/// A repository in a folder with `metadata/` and `targets/`: what the link left, a USB stick, a mirror.
public struct DirectorySource: MetadataSource {
    private let folder: URL

    public init(_ folder: URL) { self.folder = folder }

    public func metadata(_ name: String, limit: Int) async throws(Fault) -> Data? {
        let file = try place(name, in: "metadata")
        do { return try DurableFile.read(file, limit: limit) } catch  where error.code == "disk.missing" { return nil }
    }

    public func target(_ path: String, limit: Int) async throws(Fault) -> Data {
        try DurableFile.read(try place(path, in: "targets"), limit: limit)
    }

    /// A path from metadata must not lead out of the folder.
    private func place(_ path: String, in part: String) throws(Fault) -> URL {
        let components = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !path.utf8.contains(0), !components.contains(where: { ["", ".", ".."].contains($0) }) else {
            throw Fault("trust.malformed", "the path '\(path.prefix(80))' leads out of its folder; ask the publisher")
        }
        return folder.appending(path: "\(part)/\(path)", directoryHint: .notDirectory)
    }
}
