internal import Foundation
internal import Ground
internal import Watchlist

/// The keys that seal the lists' files, one file per owner (0600).
struct ListKeyStore: Sendable {
    let folder: URL

    /// The keys of all lists, by owner.
    func all() throws(Fault) -> [ListKey] {
        // Without a first list there is no folder; one that cannot be read must not look like that.
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder.path) } catch {
            throw Fault(.diskRead, "cannot read the list keys in \(folder.path); check its permissions", cause: error)
        }
        var keys: [ListKey] = []
        for name in names.sorted() where name.hasSuffix(".key") { keys.append(try key(of: String(name.dropLast(4)))) }
        return keys
    }

    /// The key of an owner's list, made the first time.
    ///
    /// - Throws: ``Fault`` `list.owner`, `list.key`, `disk.*`.
    func key(of owner: String) throws(Fault) -> ListKey {
        try ListOwner.check(owner)
        if let key = try read(owner) { return key }
        try HubFolder.make(folder)
        // Two processes may want the first key at once: one makes it, the other finds it made.
        let lock = open(folder.appending(path: "lock").path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(lock) }
        guard lock >= 0, flock(lock, LOCK_EX) == 0 else {
            throw Fault(.diskWrite, "cannot lock \(folder.path); check the folder and its permissions")
        }
        if let key = try read(owner) { return key }
        let key = try ListKey.random(identifier: Self.identifier(owner), list: owner)
        var secret = key.secret.withBytes { Data($0) }
        defer { secret.wipe() }
        try DurableFile.write(secret, to: file(owner), permissions: 0o600)
        return key
    }

    /// nil where there is none yet.
    private func read(_ owner: String) throws(Fault) -> ListKey? {
        var secret: Data
        do { secret = try DurableFile.read(file(owner), limit: 32) } catch  where error.code == .diskMissing {
            return nil
        }
        defer { secret.wipe() }
        return try ListKey(identifier: Self.identifier(owner), list: owner, secret: WipingBytes(secret))
    }

    private func file(_ owner: String) -> URL { folder.appending(path: "\(owner).key") }

    private static func identifier(_ owner: String) -> String { "\(owner)-1" }
}
