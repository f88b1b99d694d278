internal import Foundation
internal import Ground

/// The lists in force as they lie on the device: one base file per owner, sealed with the device's own key.
struct ListFolder: Sendable {
    private let folder: URL
    private let storageKey: WipingBytes

    /// - Throws: ``Fault`` `disk.write` when the folder cannot be made.
    init(_ folder: URL, storageKey: WipingBytes) throws(Fault) {
        do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
            throw Fault("disk.write", "cannot make \(folder.path); check its parent's permissions", cause: error)
        }
        self.folder = folder
        self.storageKey = storageKey
    }

    /// The list in force; nil where there is none.
    ///
    /// - Throws: ``Fault`` `list.…` when the file is damaged, `list.swapped` when it is another owner's.
    func open(_ owner: String) throws(Fault) -> ListFileReader? {
        let input: ListInput
        do { input = try ListInput(file: file(owner)) } catch  where error.code == "disk.missing" { return nil }
        let key = try key(owner)
        let reader = try ListFileReader(input) { header in
            header.keyIdentifier == key.identifier && header.owner == owner ? key : nil
        }
        guard reader.header.kind == .base else {
            throw Fault("list.malformed", "the list '\(owner)' in force is not a whole list; it will be fetched again")
        }
        return reader
    }

    /// Reads the whole list; nil where there is none.
    func load(_ owner: String) throws(Fault) -> Watchlist? {
        guard var reader = try open(owner) else { return nil }
        return try Watchlist(&reader)
    }

    /// Brings a list into force, whole or not at all.
    ///
    /// - Parameter result: the digest that the changed list must have.
    /// - Throws: ``Fault`` `list.digest` when it has another; the old list is then untouched.
    func replace(
        _ owner: String, generation: Int, result: String, with changes: [ListEntry], on base: ListFileReader?
    ) throws(Fault) {
        let key = try key(owner)
        var random = SystemRandomNumberGenerator()
        let header = ListHeader(
            kind: .base, key: key, from: 0, generation: generation, resultDigest: result, using: &random)
        try DurableFile.write(to: file(owner), permissions: 0o600) {
            (append: ([UInt8]) throws(Fault) -> Void) throws(Fault) in
            try withoutActuallyEscaping(append) { (append) throws(Fault) in
                var digest = ListDigest(owner: owner)
                var writer = try ListFileWriter(header, key: key, compresses: false, append: append)
                try ListMerge.apply(changes, to: base) { (entry: ListEntry) throws(Fault) in
                    digest.update(entry)
                    try writer.write(entry)
                }
                try writer.finish()
                try base?.finish()
                try digest.finalize(expecting: header)
            }
        }
    }

    func remove(_ owner: String) throws(Fault) { try DurableFile.remove(file(owner)) }

    /// Owners with a list in force.
    func owners() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".rll") }.map { String($0.dropLast(4)) }.sorted()
    }

    private func key(_ owner: String) throws(Fault) -> ListKey {
        try ListKey(identifier: "storage", list: owner, secret: storageKey)
    }

    private func file(_ owner: String) -> URL {
        folder.appending(path: owner + ".rll", directoryHint: .notDirectory)
    }
}
