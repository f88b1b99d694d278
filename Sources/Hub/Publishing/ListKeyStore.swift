internal import Foundation
internal import Ground
internal import Watchlist

/// The keys that seal the lists' files, one file per owner (0600).
struct ListKeyStore: Sendable {
    let folder: URL

    /// The keys of all lists, by owner.
    func all() throws(Fault) -> [ListKey] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        var keys: [ListKey] = []
        for name in names.sorted() where name.hasSuffix(".key") { keys.append(try key(of: String(name.dropLast(4)))) }
        return keys
    }

    /// The key of an owner's list, made the first time.
    ///
    /// - Throws: ``Fault`` `list.owner`, `list.key`, `disk.*`.
    func key(of owner: String) throws(Fault) -> ListKey {
        try ListOwner.check(owner)
        let file = folder.appending(path: "\(owner).key")
        do {
            var secret = try DurableFile.read(file, limit: 32)
            defer { secret.resetBytes(in: 0..<secret.count) }
            return try ListKey(identifier: Self.identifier(owner), list: owner, secret: WipingBytes(secret))
        } catch  where error.code == "disk.missing" {
            let key = try ListKey.random(identifier: Self.identifier(owner), list: owner)
            try HubFolder.make(folder)
            var secret = key.secret.withBytes { Data($0) }
            defer { secret.resetBytes(in: 0..<secret.count) }
            try DurableFile.write(secret, to: file, permissions: 0o600)
            return key
        }
    }

    private static func identifier(_ owner: String) -> String { "\(owner)-1" }
}
