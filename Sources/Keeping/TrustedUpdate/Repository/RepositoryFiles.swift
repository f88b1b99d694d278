internal import Crypto
internal import Foundation
internal import Ground

/// The published folder: `metadata/` and `targets/`, as any web server can serve them.
struct RepositoryFiles: Sendable {
    let folder: URL
    private let largest = 64_000_000

    init(_ folder: URL) { self.folder = folder }

    /// One of our own metadata files; nil where it is not there.
    func read(_ role: String, version: Int?) throws(Fault) -> Data? {
        do { return try DurableFile.read(metadata(role, version), limit: largest) } catch
            where error.code == .diskMissing
        {
            return nil
        }
    }

    func write(_ data: Data, _ role: String, version: Int?) throws(Fault) {
        try Folder.make(folder.appending(path: "metadata"), permissions: 0o755)
        try DurableFile.write(data, to: metadata(role, version), permissions: 0o644)
    }

    /// Puts a target where clients look for it; the same file already there is left alone.
    func write(_ target: NewTarget) throws(Fault) {
        let described = try TargetFile(path: target.path, try target.description())
        let file = file(of: described)
        if described.isAlready(at: file) { return }
        try Folder.make(file.deletingLastPathComponent(), permissions: 0o755)
        switch target.content {
        case .data(let data): try DurableFile.write(data, to: file, permissions: 0o644)
        case .file(let source):
            // Copied and not moved: the repository may be a disk of its own.
            try DurableFile.write(to: file, permissions: 0o644) {
                (append: ([UInt8]) throws(Fault) -> Void) throws(Fault) in
                try DurableFile.read(source, from: 0) { (piece: UnsafeRawBufferPointer) throws(Fault) in
                    try append(Array(piece))
                }
            }
        }
    }

    /// Where a target's bytes lie.
    func file(of target: TargetFile) -> URL {
        folder.appending(path: "targets/" + target.location(consistentSnapshot: true), directoryHint: .notDirectory)
    }

    func metadata(_ role: String, _ version: Int?) -> URL {
        folder.appending(path: "metadata/" + FileNames.metadata(role, version: version), directoryHint: .notDirectory)
    }
}
