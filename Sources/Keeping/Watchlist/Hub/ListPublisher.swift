public import Foundation
public import Ground
internal import ListFiles
public import TrustedUpdate

/// Makes new generations of lists and publishes them.
///
/// A copy of each owner's list lies sealed in a folder, as on a station, and is brought to what the repository has signed
/// before each publication: so a change costs what it touches, a power loss leaves nothing half done, and a copy that is
/// lost or damaged is made again from the published files. Callers are let in one after the other.
public actor ListPublisher {
    private let directory: URL
    private let repository: TrustedRepository
    private let keys: [ListKey]
    private let baseEvery: Int
    private let deltaLimit: Int
    private let lock = AsyncLock()

    /// - Parameters:
    ///   - directory: the publisher's own copies of the lists, sealed with the lists' keys; made where it does not exist.
    ///   - keys: of every list that is published here; for each list the last one seals what is new.
    ///   - baseEvery: after so many deltas, or when they outweigh half a base, a new base is published; deltas stay for
    ///     twice as many generations.
    ///   - deltaLimit: bytes of deltas after which a new base is published too: a device holds deltas in its memory, and
    ///     streams a base.
    /// - Throws: ``Fault`` `disk.write`.
    public init(
        directory: URL, repository: TrustedRepository, keys: [ListKey], baseEvery: Int = 50, deltaLimit: Int = 128 << 20
    )
        throws(Fault)
    {
        do { try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true) } catch {
            throw Fault(.diskWrite, "cannot make \(directory.path); check its parent's permissions", cause: error)
        }
        self.directory = directory
        self.repository = repository
        self.keys = keys
        self.baseEvery = baseEvery
        self.deltaLimit = deltaLimit
    }

    /// Publishes a list's next generation; changes that change nothing bring out none.
    ///
    /// - Parameters:
    ///   - owner: of the list; its first publication makes the list, and a signing role of its own for it.
    ///   - changes: of several with one identifier the last counts.
    ///   - now: the publisher's clock.
    /// - Throws: ``Fault`` `list.key` for an owner without a key, `list.record`, `trust.…`, `disk.…`; the generation
    ///   before is then still the published one.
    @discardableResult
    public func publish(_ owner: String, _ changes: [ListChange], now: Date) async throws(Fault) -> PublishedList {
        let lists = try await publish([(owner, changes)], now: now)
        guard let list = lists.first else { throw Fault(.listMissing, "nothing was published; report this") }
        return list
    }

    /// Publishes the next generation of several lists in one step: signed once, and there at one moment.
    ///
    /// - Parameter batches: at most one for each owner.
    /// - Returns: in the same order.
    /// - Throws: as ``publish(_:_:now:)``; then no list has changed.
    public func publish(
        _ batches: [(owner: String, changes: [ListChange])], now: Date
    ) async throws(Fault) -> [PublishedList] {
        try await lock.withLock { () async throws(Fault) in
            let published = try await self.offers(of: batches.map(\.owner))
            var next: [Next] = []
            for batch in batches {
                next.append(try await self.next(of: batch.owner, batch.changes, published[batch.owner] ?? []))
            }
            try await self.repository.publish(
                delegating: Dictionary(batches.map { ($0.owner, ["lists/\($0.owner)/*"]) }) { $1 },
                adding: next.flatMap(\.adding), removing: Set(next.flatMap(\.removing)), now: now)
            for batch in batches { try self.forget(batch.owner) }
            return next.map(\.list)
        }
    }

    /// What a list's next generation is, with the files to publish and those to withdraw.
    private struct Next {
        let list: PublishedList
        var adding: [NewTarget] = []
        var removing: [String] = []
    }

    private func next(
        of owner: String, _ changes: [ListChange], _ published: [ListTarget]
    ) async throws(Fault) -> Next {
        let key = try key(of: owner)
        let before = try await copy(of: owner, published)
        let from = before?.state.generation ?? 0
        var entries: [ListEntry] = []
        for change in changes { entries.append(try change.entry()) }
        let revision = try ListRevision(ListMerge.compose([entries]), of: before, owner: owner)
        if revision.changes.isEmpty, from > 0 {
            return Next(
                list: PublishedList(
                    owner: owner, generation: from, format: try Self.format([], after: published),
                    digest: revision.digest, records: revision.records, deltaBytes: nil, baseBytes: nil))
        }

        let format = try Self.format(revision.changes, after: published)
        var random = SystemRandomNumberGenerator()
        func header(_ kind: ListHeader.Kind) throws(Fault) -> ListHeader {
            try ListHeader(
                format: format, kind: kind, key: key, from: kind == .base ? 0 : from, generation: from + 1,
                records: revision.records,
                resultDigest: revision.digest, using: &random)
        }
        let delta =
            from == 0
            ? nil
            : try file(header(.delta), key) { write throws(Fault) in
                for change in revision.changes { try write(change) }
            }
        let base =
            !needsBase(published, delta: delta?.length ?? 0)
            ? nil
            : try file(header(.base), key) { write throws(Fault) in
                let entries = before?.entries()
                try ListMerge.apply(revision.changes, to: { () throws(Fault) in try entries?.next() }, write)
            }
        let removed = published.filter {
            $0.kind == .base ? base != nil : $0.generation <= from + 1 - 2 * baseEvery
        }
        return Next(
            list: PublishedList(
                owner: owner, generation: from + 1, format: format, digest: revision.digest, records: revision.records,
                deltaBytes: delta?.length, baseBytes: base?.length),
            adding: [delta, base].compactMap(\.self), removing: removed.map(\.file.path))
    }

    /// Seals lists with their newest keys, as they are: each is published as a base of its generation, and nothing else
    /// of it, so that what is published needs no other key. Devices that have the generation have nothing to fetch.
    ///
    /// - Parameter owners: lists that are not published yet are left alone.
    /// - Throws: ``Fault`` as ``publish(_:_:now:)``; what was published before is then still so.
    public func sealAnew(_ owners: [String], now: Date) async throws(Fault) {
        try await lock.withLock { () async throws(Fault) in try await self.anew(owners, now: now) }
    }

    private func anew(_ owners: [String], now: Date) async throws(Fault) {
        let offers = try await offers(of: owners)
        var bases: [NewTarget] = []
        var removed: Set<String> = []
        for owner in owners {
            let (key, published) = (try key(of: owner), offers[owner] ?? [])
            guard let list = try await copy(of: owner, published) else { continue }
            var random = SystemRandomNumberGenerator()
            let header = try ListHeader(
                format: try Self.format([], after: published), kind: .base, key: key, from: 0,
                generation: list.state.generation, records: list.state.records,
                resultDigest: list.state.digest, using: &random)
            bases.append(
                try file(header, key) { write throws(Fault) in
                    let entries = list.entries()
                    while let entry = try entries.next() { try write(entry) }
                })
            removed.formUnion(published.map(\.file.path))
        }
        try await repository.publish(adding: bases, removing: removed, now: now)
        for owner in owners { try forget(owner) }
    }

    private func key(of owner: String) throws(Fault) -> ListKey {
        guard let key = keys.last(where: { $0.list == owner }) else {
            throw Fault(.listKey, "there is no key for the list '\(owner)'; make one and enrol devices for it")
        }
        return key
    }

    func folder(_ owner: String) throws(Fault) -> ListFolder {
        try ListFolder(directory, storageKey: try key(of: owner).secret)
    }

    /// Our own copy of the list, brought to what is published as a station's is; nil before the first publication.
    func copy(of owner: String, _ published: [ListTarget]) async throws(Fault) -> ListDatabase? {
        guard let newest = published.map(\.generation).max() else { return nil }
        let folder = try folder(owner)
        // Newer than what is published: the repository was restored from a backup, and our copy is of another history.
        let current = try folder.openIntact(owner)?.state
        let updater = ListUpdater(folder: folder, keys: keys) { [repository] file in repository.file(of: file) }
        _ = try await updater.update(
            owner, from: current?.generation ?? 0 > newest ? nil : current, to: published)
        return try folder.open(owner)
    }

    /// The earliest format that says all of a list: once it has needed the later one it stays so, as nobody looks through
    /// the whole list for each change.
    private static func format(_ changes: [ListEntry], after published: [ListTarget]) throws(Fault) -> ListFormat {
        var format = published.map(\.format).max() ?? .two
        for change in changes { format = max(format, try change.format()) }
        return format
    }

    /// What is published, by owner.
    ///
    /// - Throws: ``Fault`` `trust.role` where that cannot be told of one of these.
    func offers(of owners: [String]) async throws(Fault) -> [String: [ListTarget]] {
        for owner in owners { try await repository.check(owner) }
        var offers: [String: [ListTarget]] = [:]
        for file in try await repository.targets() {
            if let target = try ListTarget(file) { offers[target.owner, default: []].append(target) }
        }
        return offers
    }

    /// A device without a list needs a base, and must not need many deltas after it.
    private func needsBase(_ published: [ListTarget], delta: Int) -> Bool {
        guard let base = published.last(where: { $0.kind == .base }) else { return true }
        let since = published.filter { $0.kind == .delta && $0.from >= base.generation }
        let bytes = since.reduce(delta) { $0 + $1.file.length }
        return since.count + 1 >= baseEvery || bytes > min(base.file.length / 2, deltaLimit)
    }

    /// Writes a file to publish, piece by piece, into our own folder: the repository takes it from there.
    private func file(
        _ header: ListHeader, _ key: ListKey,
        _ fill: (_ write: (ListEntry) throws(Fault) -> Void) throws(Fault) -> Void
    ) throws(Fault) -> NewTarget {
        let name = "\(header.owner).\(header.kind == .base ? "base" : "delta").rll"
        return try ListTarget.target(header) { (path, custom) throws(Fault) in
            try NewTarget(path: path, custom: custom, writing: directory.appending(path: name)) {
                (append: (([UInt8]) throws(Fault) -> Void)) throws(Fault) in
                try withoutActuallyEscaping(append) { (append) throws(Fault) in
                    var writer = try ListFileWriter(header, key: key, compresses: true, append: append)
                    try fill { (entry: ListEntry) throws(Fault) in try writer.write(entry) }
                    try writer.finish()
                }
            }
        }
    }

    /// Removes the files that were published or, of an interrupted publication or an earlier version, never will be.
    private func forget(_ owner: String) throws(Fault) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        // A dot, which no owner's name has: one owner's prefix is never another's.
        for name in names where name.hasPrefix(owner + ".") && name.hasSuffix(".rll") {
            try DurableFile.remove(directory.appending(path: name))
        }
    }
}
