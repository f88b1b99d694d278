public import Foundation
public import Ground

/// The keys that a hub needs only when something went wrong, or once a year: those of the lists' root of trust, and that
/// of the next authority. Whoever copies a folder that holds them beside the others can be the hub for good.
public struct SafeKeys: Sendable {
    /// Keys of the root that must sign together.
    private static let threshold = 2
    private let keys: URL

    init(keys: URL) { self.keys = keys }

    /// What of it lies beside the keys in daily use, in words; empty when all is well.
    ///
    /// - Throws: ``Fault`` `disk.read`.
    public var besideOthers: [String] {
        get throws(Fault) {
            var found: [String] = []
            if try roots().count >= Self.threshold { found.append("the keys of the lists' root of trust") }
            if FileManager.default.fileExists(atPath: next.path) { found.append("the key of the next authority") }
            return found
        }
    }

    /// Whether keys of the root of trust lie in a folder that is a safe.
    public func lie(in safe: URL) -> Bool {
        ((try? FileManager.default.contentsOfDirectory(atPath: safe.path)) ?? []).contains(where: Self.isRoot)
    }

    /// Moves the keys to another place, each durable there before it goes here; interrupted, it may be repeated.
    ///
    /// Where they were, the disk may hold their bytes still: keys that lay there for long are better replaced as well.
    ///
    /// - Returns: where they are now; none where all lay there already.
    /// - Throws: ``Fault`` as ``check(_:)``, `disk.*`.
    public func move(to safe: URL) throws(Fault) -> [URL] {
        try check(safe)
        var moved: [URL] = []
        for key in try roots() + (FileManager.default.fileExists(atPath: next.path) ? [next] : []) {
            let there = safe.appending(path: key.lastPathComponent)
            try KeyFile.copy(key, to: there)
            try DurableFile.remove(key)
            moved.append(there)
        }
        return moved
    }

    /// Makes the folder for its owner alone, or looks at the one that is there.
    ///
    /// - Throws: ``Fault`` `hub.safe` for one within the hub's folder, or that others may read; `disk.write`.
    func check(_ safe: URL) throws(Fault) {
        try Folder.make(safe)
        let hub = keys.deletingLastPathComponent().resolvingSymlinksInPath().path
        guard !(safe.resolvingSymlinksInPath().path + "/").hasPrefix(hub + "/") else {
            throw Fault(
                .hubSafe, "\(safe.path) lies within the hub's own folder; name another, best on a removable disk")
        }
        let found = try? FileManager.default.attributesOfItem(atPath: safe.resolvingSymlinksInPath().path)
        guard let mode = found?[.posixPermissions] as? Int, mode & 0o077 == 0 else {
            throw Fault(
                .hubSafe,
                "\(safe.path) is open to others; chmod 700 it, or mount a disk without owners with umask=077")
        }
    }

    private var repository: URL { keys.appending(path: "repository") }
    private var next: URL { Authorities.nextKey(keys) }

    private static func isRoot(_ name: String) -> Bool { name.hasPrefix("root-") && name.hasSuffix(".key") }

    private func roots() throws(Fault) -> [URL] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: repository.path).sorted()
                .filter(Self.isRoot).map { repository.appending(path: $0) }
        } catch { throw Fault(.diskRead, "cannot read the keys in \(repository.path); check the path", cause: error) }
    }
}
