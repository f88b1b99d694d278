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
        try makeFolder(folder.appending(path: "metadata"))
        try DurableFile.write(data, to: metadata(role, version), permissions: 0o644)
    }

    /// Puts a target where clients look for it; the same file already there is left alone.
    func write(_ target: NewTarget) throws(Fault) {
        let described = try TargetFile(path: target.path, try target.description())
        let file = folder.appending(path: "targets/" + described.location(consistentSnapshot: true))
        if let there = try? DurableFile.read(file, limit: target.data.count), there == target.data { return }
        try makeFolder(file.deletingLastPathComponent())
        try DurableFile.write(target.data, to: file, permissions: 0o644)
    }

    private func metadata(_ role: String, _ version: Int?) -> URL {
        folder.appending(path: "metadata/" + FileNames.metadata(role, version: version), directoryHint: .notDirectory)
    }

    private func makeFolder(_ url: URL) throws(Fault) {
        do { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) } catch {
            throw Fault(.diskWrite, "cannot make \(url.path); check its parent's permissions", cause: error)
        }
    }
}
