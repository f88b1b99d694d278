public import Foundation
public import Ground

/// The keys that a hub needs only when something went wrong: those of the lists' root of trust, and that of the next
/// authority. Whoever copies a folder that holds them beside the others can be the hub for good.
public struct SafeKeys: Sendable {
    /// Keys of the root that must sign together.
    private static let threshold = 2
    private let keys: URL
    private var repository: URL { keys.appending(path: "repository") }

    init(keys: URL) { self.keys = keys }

    /// Whether enough keys lie here to make another root of trust.
    ///
    /// - Throws: ``Fault`` `disk.read`.
    public var isRootHere: Bool {
        get throws(Fault) { try roots().count >= Self.threshold }
    }

    /// Moves the keys to another place, each durable there before it goes here; interrupted, it may be repeated.
    ///
    /// - Returns: where they are now.
    /// - Throws: ``Fault`` `hub.safe` for a place within the hub's own folder, `disk.*`.
    public func move(to place: URL) throws(Fault) -> [URL] {
        let here = keys.deletingLastPathComponent().resolvingSymlinksInPath().path + "/"
        guard !(place.resolvingSymlinksInPath().path + "/").hasPrefix(here) else {
            throw Fault(.hubSafe, "\(place.path) lies within the hub's own folder; name another, best on a removable disk")
        }
        try HubFolder.make(place)
        var moved: [URL] = []
        let next = keys.appending(path: "authority-next.key")
        for key in try roots() + (FileManager.default.fileExists(atPath: next.path) ? [next] : []) {
            let there = place.appending(path: key.lastPathComponent)
            var bytes = try DurableFile.read(key, limit: 65_536)
            defer { bytes.wipe() }
            try DurableFile.write(bytes, to: there, permissions: 0o600)
            try DurableFile.remove(key)
            moved.append(there)
        }
        return moved
    }

    private func roots() throws(Fault) -> [URL] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: repository.path).sorted()
                .filter { $0.hasPrefix("root-") && $0.hasSuffix(".key") }.map { repository.appending(path: $0) }
        } catch { throw Fault(.diskRead, "cannot read the keys in \(repository.path); check the path", cause: error) }
    }
}
