public import Foundation
public import Ground

/// A repository in a folder with `metadata/` and `targets/`: what the link left, a USB stick, a mirror.
public struct DirectorySource: MetadataSource {
    private let folder: URL

    public init(_ folder: URL) { self.folder = folder }

    public func metadata(_ name: String, limit: Int) async throws(Fault) -> Data? {
        let file = try SafePath.file(name, in: folder.appending(path: "metadata"))
        do { return try DurableFile.read(file, limit: limit) } catch  where error.code == .diskMissing { return nil }
    }

    /// Where a target lies, for who reads it in place: ``TrustedClient/location(of:)`` gives the path.
    ///
    /// - Throws: ``Fault`` `trust.path`.
    public func file(of path: String) throws(Fault) -> URL {
        try SafePath.file(path, in: folder.appending(path: "targets"))
    }

    public func target(_ path: String, into file: PartialFile, attempt: Int) async throws(Fault) {
        try DurableFile.read(try self.file(of: path), from: file.count) {
            (piece: UnsafeRawBufferPointer) throws(Fault) in
            if Task.isCancelled {
                throw Fault(.trustStopped, "the copy of \(path) was stopped; it goes on the next time")
            }
            try file.append(piece)
        }
    }
}
