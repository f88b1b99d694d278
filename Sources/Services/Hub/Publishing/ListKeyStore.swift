internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import Watchlist

/// The keys that seal the lists' files (0600): `OWNER.key`, and `OWNER.N.key` for those that followed it.
///
/// The newest key of a list seals what is new. One before it is here only until everything that is published is sealed
/// with the newest. All hubs that share the folder see the same, as each looks anew.
struct ListKeyStore: Sendable {
    let folder: URL
    /// How long a change waits for another process that makes list keys.
    let patience: Duration

    /// The keys of lists, by owner, the newest last, without those that ``damaged(_:)`` names.
    ///
    /// - Throws: ``Fault`` `disk.read`.
    func all() throws(Fault) -> [ListKey] { try look().keys }

    /// One look at all files.
    ///
    /// - Returns: the keys, as ``all()``; whose lists have a file; and of these whose have one that holds no key, or cannot be
    ///   read.
    /// - Throws: ``Fault`` `disk.read`.
    func look() throws(Fault) -> (keys: [ListKey], owners: Set<String>, damaged: Set<String>) {
        var keys: [ListKey] = []
        var (owners, damaged): (Set<String>, Set<String>) = ([], [])
        for place in try places() {
            owners.insert(place.owner)
            if let key = read(place) { keys.append(key) } else { damaged.insert(place.owner) }
        }
        return (keys, owners, damaged)
    }

    /// The name of a list's key file that holds no key, or cannot be read; nil where all do.
    func damaged(_ owner: String) throws(Fault) -> String? {
        try places().first { $0.owner == owner && read($0) == nil }?.name
    }

    /// Whose lists there are.
    func owners() throws(Fault) -> Set<String> { Set(try places().map(\.owner)) }

    /// Makes the first key of a list, where there is none.
    ///
    /// - Throws: ``Fault`` `list.owner`, `hub.busy`, `disk.*`.
    func prepare(_ owner: String, now: Date) async throws(Fault) {
        try ListOwner.check(owner)
        guard try newest(owner) == nil else { return }
        // Two processes may want the first key at once: one makes it, the other finds it made.
        try await locked { () throws(Fault) in
            if try newest(owner) == nil { try make(Place(owner: owner, number: 1), now) }
        }
    }

    /// Makes a list's next key: who does not get it reads nothing that is sealed from then on.
    func rotate(_ owner: String, now: Date) async throws(Fault) {
        try await locked { () throws(Fault) in
            guard let last = try newest(owner) else { return }
            try make(Place(owner: owner, number: last.number + 1), now)
        }
    }

    /// The newest keys of the lists that have older ones too: those are to be sealed anew.
    func rotated() throws(Fault) -> [Place] {
        try byOwner().values.filter { $0.count > 1 }.compactMap(\.last).sorted()
    }

    /// Forgets the keys before each of these, as nothing that is published is sealed with them any more.
    func retire(before newest: [Place]) throws(Fault) {
        let places = try byOwner()
        for key in newest {
            for place in places[key.owner] ?? [] where place < key { try remove(place) }
        }
    }

    /// Forgets the keys of a list that is no more.
    func remove(_ owner: String) throws(Fault) {
        for place in try places() where place.owner == owner { try remove(place) }
    }

    /// The lists whose newest key was made before that moment.
    func owners(before moment: Date) throws(Fault) -> [String] {
        var owners: [String] = []
        for place in try byOwner().values.compactMap(\.last).sorted() {
            let file = folder.appending(path: place.name).path
            let made = try? FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
            if let made, made < moment { owners.append(place.owner) }
        }
        return owners
    }

    /// Each owner's keys, the newest last.
    private func byOwner() throws(Fault) -> [String: [Place]] { Dictionary(grouping: try places(), by: \.owner) }

    private func newest(_ owner: String) throws(Fault) -> Place? { try places().last { $0.owner == owner } }

    private func places() throws(Fault) -> [Place] {
        // Without a first list there is no folder; one that cannot be read must not look like that.
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder.path).compactMap(Place.init).sorted()
        } catch {
            throw Fault(.diskRead, "cannot read the list keys in \(folder.path); check its permissions", cause: error)
        }
    }

    private func read(_ place: Place) -> ListKey? {
        guard var secret = try? DurableFile.read(folder.appending(path: place.name), limit: 32) else { return nil }
        defer { secret.wipe() }
        return try? ListKey(identifier: place.identifier, list: place.owner, secret: WipingBytes(secret))
    }

    private func make(_ place: Place, _ now: Date) throws(Fault) {
        let key = try ListKey.random(identifier: place.identifier, list: place.owner)
        var secret = key.secret.withBytes { Data($0) }
        defer { secret.wipe() }
        let file = folder.appending(path: place.name)
        try DurableFile.write(secret, to: file, permissions: 0o600)
        // Its age is reckoned by the hub's clock.
        try? FileManager.default.setAttributes([.modificationDate: now], ofItemAtPath: file.path)
    }

    private func remove(_ place: Place) throws(Fault) { try DurableFile.remove(folder.appending(path: place.name)) }

    private func locked(_ body: () throws(Fault) -> Void) async throws(Fault) {
        try Folder.make(folder)
        let lock = try await FileLock.take(
            folder.appending(path: "lock"), patience: patience,
            orThrow: Fault(.hubBusy, "another process makes list keys in \(folder.path); try again"))
        defer { lock.release() }
        try body()
    }

    /// Which key of which list.
    struct Place: Comparable {
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
