internal import Foundation
internal import Ground

/// The publisher's own copies: the whole list of each owner, sealed, named by its generation.
struct PublisherFiles: Sendable {
    private let folder: URL

    init(_ folder: URL) throws(Fault) {
        do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
            throw Fault(.diskWrite, "cannot make \(folder.path); check its parent's permissions", cause: error)
        }
        self.folder = folder
    }

    /// Nil for generation 0, the empty list before the first.
    func open(_ owner: String, _ generation: Int, keys: [ListKey]) throws(Fault) -> ListFileReader? {
        guard generation > 0 else { return nil }
        let reader = try ListFileReader(ListInput(file: file(owner, generation))) { header in
            keys.first { $0.identifier == header.keyIdentifier && $0.list == header.owner }
        }
        guard reader.header.generation == generation, reader.header.owner == owner else {
            throw Fault(
                .listMalformed, "the publisher's copy of '\(owner)' is another list; restore it from a backup")
        }
        return reader
    }

    /// Writes a whole list: the one before, changed.
    ///
    /// - Returns: the bytes of the file, as they are published when they are published as a base.
    func write(_ header: ListHeader, key: ListKey, changes: [ListEntry], on before: ListFileReader?) throws(Fault) {
        try DurableFile.write(to: file(header.owner, header.generation), permissions: 0o600) {
            (append: ([UInt8]) throws(Fault) -> Void) throws(Fault) in
            try withoutActuallyEscaping(append) { (append) throws(Fault) in
                var before = before
                var writer = try ListFileWriter(header, key: key, compresses: true, append: append)
                try ListMerge.apply(changes, to: { () throws(Fault) in try before?.next() }) {
                    (entry: ListEntry) throws(Fault) in try writer.write(entry)
                }
                try writer.finish()
            }
        }
    }

    func bytes(_ owner: String, _ generation: Int) throws(Fault) -> Data {
        try DurableFile.read(file(owner, generation), limit: .max)
    }

    /// Removes every generation but one, those included that a power loss has kept from being published.
    func forget(_ owner: String, except generation: Int) throws(Fault) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names where name.hasPrefix(owner + ".") && name != "\(owner).\(generation).rll" {
            try DurableFile.remove(folder.appending(path: name))
        }
    }

    private func file(_ owner: String, _ generation: Int) -> URL {
        // A dot, which no owner's name has: one owner's prefix is never another's.
        folder.appending(path: "\(owner).\(generation).rll", directoryHint: .notDirectory)
    }
}
