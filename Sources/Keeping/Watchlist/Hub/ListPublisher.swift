public import Foundation
public import Ground
public import TrustedUpdate

/// Makes new generations of lists and publishes them.
///
/// The current list of each owner lies sealed in a folder. The generation that counts is the one that the repository
/// has signed, so a power loss leaves nothing half done. Callers are let in one after the other.
public actor ListPublisher {
    private let files: PublisherFiles
    private let repository: TrustedRepository
    private let keys: [ListKey]
    private let baseEvery: Int
    private let lock = AsyncLock()

    /// - Parameters:
    ///   - directory: the publisher's own copies of the lists, sealed; made where it does not exist.
    ///   - keys: of every list that is published here; for each list the last one seals what is new.
    ///   - baseEvery: after so many deltas, or when they outweigh half a base, a new base is published; deltas stay for
    ///     twice as many generations.
    /// - Throws: ``Fault`` `disk.write`.
    public init(directory: URL, repository: TrustedRepository, keys: [ListKey], baseEvery: Int = 50) throws(Fault) {
        files = try PublisherFiles(directory)
        self.repository = repository
        self.keys = keys
        self.baseEvery = baseEvery
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
        try await lock.withLock { () async throws(Fault) in try await self.next(of: owner, changes, now: now) }
    }

    private func next(of owner: String, _ changes: [ListChange], now: Date) async throws(Fault) -> PublishedList {
        guard let key = keys.last(where: { $0.list == owner }) else {
            throw Fault(.listKey, "there is no key for the list '\(owner)'; make one and enrol devices for it")
        }
        try await repository.delegate(to: owner, patterns: ["lists/\(owner)/*"], now: now)
        let published = try await offers(owner)
        let from = published.map(\.generation).max() ?? 0
        var entries: [ListEntry] = []
        for change in changes { entries.append(try change.entry()) }
        let (effective, records) = try effective(ListMerge.compose([entries]), on: try open(owner, from))
        let digest = try digest(effective, on: try open(owner, from), owner, records: records)
        if effective.isEmpty, from > 0 {
            try await repository.publish(now: now)
            return PublishedList(
                owner: owner, generation: from, digest: digest, records: records, deltaBytes: nil, baseBytes: nil)
        }

        var random = SystemRandomNumberGenerator()
        func header(_ kind: ListHeader.Kind) -> ListHeader {
            ListHeader(
                kind: kind, key: key, from: kind == .base ? 0 : from, generation: from + 1, records: records,
                resultDigest: digest,
                using: &random)
        }
        let base = header(.base)
        try files.write(base, key: key, changes: effective, on: try open(owner, from))
        let delta = from == 0 ? nil : try sealed(effective, header(.delta), key)
        let baseData = needsBase(published, delta: delta?.data.count ?? 0) ? try files.bytes(owner, from + 1) : nil
        let newBase = try baseData.map { data throws(Fault) in try ListTarget.target(base, data: data) }
        let removed = published.filter {
            $0.kind == .base ? newBase != nil : $0.generation <= from + 1 - 2 * baseEvery
        }
        try await repository.publish(
            adding: [delta, newBase].compactMap(\.self), removing: Set(removed.map(\.file.path)), now: now)
        try files.forget(owner, except: from + 1)
        return PublishedList(
            owner: owner, generation: from + 1, digest: digest, records: records, deltaBytes: delta?.data.count,
            baseBytes: newBase?.data.count)
    }

    /// The published list; nil before its first publication.
    ///
    /// - Throws: ``Fault`` when the publisher's copy is damaged.
    public func list(_ owner: String) async throws(Fault) -> Watchlist? {
        guard let generation = try await offers(owner).map(\.generation).max(),
            var reader = try open(owner, generation)
        else { return nil }
        return try Watchlist(&reader)
    }

    private func open(_ owner: String, _ generation: Int) throws(Fault) -> ListFileReader? {
        try files.open(owner, generation, keys: keys)
    }

    private func offers(_ owner: String) async throws(Fault) -> [ListTarget] {
        var offers: [ListTarget] = []
        for file in try await repository.targets() {
            if let target = try ListTarget(file), target.owner == owner { offers.append(target) }
        }
        return offers
    }

    /// A device without a list needs a base, and must not need many deltas after it.
    private func needsBase(_ published: [ListTarget], delta: Int) -> Bool {
        guard let base = published.last(where: { $0.kind == .base }) else { return true }
        let since = published.filter { $0.kind == .delta && $0.from >= base.generation }
        return since.count + 1 >= baseEvery || 2 * since.reduce(delta) { $0 + $1.file.length } > base.file.length
    }

    /// The changes without those that leave the list as it is, and how many records it has after them.
    private func effective(_ changes: [ListEntry], on before: ListFileReader?) throws(Fault)
        -> (changes: [ListEntry], records: Int)
    {
        var before = before
        var records = 0
        let wanted = Dictionary(changes.map { ($0.id, $0) }) { $1 }
        var known: Set<String> = []
        var idle: Set<String> = []
        while let entry = try before?.next() {
            records += 1
            guard let change = wanted[entry.id] else { continue }
            known.insert(entry.id)
            if change.isSame(as: entry) { idle.insert(entry.id) }
        }
        let effective = changes.filter { change in
            if case .remove = change.change { known.contains(change.id) } else { !idle.contains(change.id) }
        }
        for change in effective {
            if case .remove = change.change { records -= 1 } else if !known.contains(change.id) { records += 1 }
        }
        return (effective, records)
    }

    private func digest(_ changes: [ListEntry], on before: ListFileReader?, _ owner: String, records: Int)
        throws(Fault) -> String
    {
        var before = before
        var pager = ListPager(owner: owner, records: records)
        try ListMerge.apply(changes, to: { () throws(Fault) in try before?.next() }) {
            (entry: ListEntry) throws(Fault) in _ = pager.add(entry)
        }
        _ = pager.finish()
        return try pager.digest()
    }

    private func sealed(_ entries: [ListEntry], _ header: ListHeader, _ key: ListKey) throws(Fault) -> NewTarget {
        var data = Data()
        try withoutActuallyEscaping({ (bytes: [UInt8]) throws(Fault) in data += bytes }) { (append) throws(Fault) in
            var writer = try ListFileWriter(header, key: key, compresses: true, append: append)
            for entry in entries { try writer.write(entry) }
            try writer.finish()
        }
        return try ListTarget.target(header, data: data)
    }
}
