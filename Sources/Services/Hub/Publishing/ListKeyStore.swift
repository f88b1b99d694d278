internal import Foundation
internal import Ground
internal import Watchlist

/// The keys that seal the lists' files (0600): `OWNER.key`, and `OWNER.N.key` for those that followed it.
///
/// The newest key of a list seals what is new; those before it open what was published earlier.
struct ListKeyStore: Sendable {
    let folder: URL

    /// The keys of all lists, by owner, the newest last.
    func all() throws(Fault) -> [ListKey] {
        // Without a first list there is no folder; one that cannot be read must not look like that.
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder.path) } catch {
            throw Fault(.diskRead, "cannot read the list keys in \(folder.path); check its permissions", cause: error)
        }
        var keys: [ListKey] = []
        for place in names.compactMap(Place.init).sorted() { keys.append(try read(place)) }
        return keys
    }

    /// The newest key of an owner's list, made the first time.
    ///
    /// - Throws: ``Fault`` `list.owner`, `list.key`, `disk.*`.
    func key(of owner: String) throws(Fault) -> ListKey {
        try ListOwner.check(owner)
        if let key = try newest(of: owner) { return key }
        return try locked { () throws(Fault) in
            // Two processes may want the first key at once: one makes it, the other finds it made.
            if let key = try newest(of: owner) { return key }
            return try make(Place(owner: owner, number: 1))
        }
    }

    /// Makes a list's next key: who does not get it reads nothing that is published from then on.
    @discardableResult
    func rotate(_ owner: String) throws(Fault) -> ListKey {
        _ = try key(of: owner)
        return try locked { () throws(Fault) in
            let last = try places(of: owner).last?.number ?? 0
            return try make(Place(owner: owner, number: last + 1))
        }
    }

    /// Forgets the keys of a list that is no more.
    func remove(_ owner: String) throws(Fault) {
        for place in try places(of: owner) { try DurableFile.remove(folder.appending(path: place.name)) }
    }

    private func newest(of owner: String) throws(Fault) -> ListKey? {
        guard let place = try places(of: owner).last else { return nil }
        return try read(place)
    }

    private func places(of owner: String) throws(Fault) -> [Place] {
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder.path).compactMap(Place.init)
                .filter { $0.owner == owner }.sorted()
        } catch {
            throw Fault(.diskRead, "cannot read the list keys in \(folder.path); check its permissions", cause: error)
        }
    }

    private func make(_ place: Place) throws(Fault) -> ListKey {
        let key = try ListKey.random(identifier: place.identifier, list: place.owner)
        var secret = key.secret.withBytes { Data($0) }
        defer { secret.wipe() }
        try DurableFile.write(secret, to: folder.appending(path: place.name), permissions: 0o600)
        return key
    }

    private func read(_ place: Place) throws(Fault) -> ListKey {
        var secret = try DurableFile.read(folder.appending(path: place.name), limit: 32)
        defer { secret.wipe() }
        return try ListKey(identifier: place.identifier, list: place.owner, secret: WipingBytes(secret))
    }

    private func locked<Value>(_ body: () throws(Fault) -> Value) throws(Fault) -> Value {
        try HubFolder.make(folder)
        let lock = open(folder.appending(path: "lock").path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(lock) }
        guard lock >= 0, flock(lock, LOCK_EX) == 0 else {
            throw Fault(.diskWrite, "cannot lock \(folder.path); check the folder and its permissions")
        }
        return try body()
    }

    /// Which key of which list.
    private struct Place: Comparable {
        let owner: String
        let number: Int

        init(owner: String, number: Int) {
            self.owner = owner
            self.number = number
        }

        /// - Returns: nil for a file that is no key; no owner's name has a dot.
        init?(_ name: String) {
            let parts = name.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.last == "key", (2...3).contains(parts.count) else { return nil }
            let number = parts.count == 2 ? 1 : Int(parts[1]) ?? 0
            guard parts.count == 2 || number > 1 else { return nil }
            self.init(owner: String(parts[0]), number: number)
        }

        var name: String { number == 1 ? "\(owner).key" : "\(owner).\(number).key" }
        var identifier: String { "\(owner)-\(number)" }

        static func < (left: Place, right: Place) -> Bool {
            (left.owner, left.number) < (right.owner, right.number)
        }
    }
}
