public import Foundation
public import Ground

/// A repository in a folder with `metadata/` and `targets/`: what the link left, a USB stick, a mirror.
public struct DirectorySource: MetadataSource {
    private let folder: URL

    public init(_ folder: URL) { self.folder = folder }

    public func metadata(_ name: String, limit: Int) async throws(Fault) -> Data? {
        let file = try SafePath.file(name, in: folder.appending(path: "metadata"))
        do { return try DurableFile.read(file, limit: limit) } catch  where error.code == "disk.missing" { return nil }
    }

    public func target(_ path: String, limit: Int) async throws(Fault) -> Data {
        try DurableFile.read(try SafePath.file(path, in: folder.appending(path: "targets")), limit: limit)
    }
}
