internal import Foundation
public import Ground
internal import TrustedUpdate
public import Watchlist

/// What a publication brought out, and when it was there for devices to fetch.
public struct Publication: Codable, Sendable {
    public let list: String
    public let generation: Int
    /// How many records the list has now.
    public let records: Int
    /// Whether there is something new; a change that changes nothing brings out no generation.
    public let isNew: Bool
    public let published: Timestamp
    /// Bytes that a device fetches which had the generation before; nil where there is no delta.
    public let deltaBytes: Int?
    /// Bytes of the new base; nil where none was published.
    public let baseBytes: Int?
}

extension Hub {
    /// Decides changes to a list; ``publish()`` brings them out.
    ///
    /// - Throws: ``Fault`` `list.owner`, `list.record`, `hub.list.deleted`, `hub.list.key`, `hub.database`; nothing is kept
    ///   then.
    public func change(_ list: String, _ changes: [ListChange]) async throws(Fault) {
        // What could not be published would keep all later changes of the list waiting.
        for change in changes { try change.check() }
        try await refuseUnusable(list)
        // The key is made now, so that devices that enrol before the first publication get it.
        try await listKeys.prepare(list, now: now().date)
        try await pendingChanges.add(changes, to: list)
    }

    /// Takes persons off a list; ``publish()`` brings it out. May be repeated until that has happened.
    ///
    /// - Returns: those of them that are not on the list, nor wait to be put there.
    /// - Throws: ``Fault`` `hub.list` for a list that is not there; as ``change(_:_:)``, and `hub.busy` when another
    ///   publication takes too long. Nothing is kept then.
    public func remove(_ ids: Set<String>, from list: String) async throws -> Set<String> {
        try check(ListRights([list]), among: try await lists())
        return try await publisher.change { repository in
            var there = Set(try await published(ids, on: list, repository).keys)
            for (id, record) in try await pendingChanges.newest(of: ids, on: list) where record != nil {
                there.insert(id)
            }
            try await change(list, there.sorted().map { .remove(id: $0) })
            return ids.subtracting(there)
        }
    }

    /// Withdraws a list for good: devices put it out of force at their next look, and nothing of it is left here but its
    /// name, which no other list can have.
    ///
    /// - Throws: ``Fault`` `hub.list` for one that is not there; as ``publish()``: it may be repeated then.
    public func deleteList(_ list: String) async throws {
        try check(ListRights([list]), among: try await lists())
        try await publisher.change { repository in
            try await repository.withdraw(list, now: now().date)
            try await pendingChanges.forget(list)
            try ListPublisher.forget(list, in: folder.lists)
            // Last: without keys there is no list to be deleted.
            try listKeys.remove(list)
        }
    }

    /// A list that is new here must not have the name of one that was deleted; one that is published needs its key.
    func refuseUnusable(_ list: String) async throws(Fault) {
        let isNew = try !listKeys.owners().contains(list)
        if !isNew, try listKeys.damaged(list) == nil { return }
        if let trouble = try keyTrouble(list, published: try await publisher.lists()) {
            throw trouble.saying("nothing was changed")
        }
        guard isNew else { return }
        let isWithdrawn: Bool
        do { isWithdrawn = try await publisher.isWithdrawn(list) } catch let fault as Fault { throw fault } catch {
            throw Fault(.hubInternal, "the repository cannot be read; report this", cause: error)
        }
        guard !isWithdrawn else {
            throw Fault(
                .hubListDeleted,
                "a list '\(list)' was deleted: devices would take another one of its name for an old copy; choose another name"
            )
        }
    }

    /// Signs everything that was decided, a generation for each list that changes, and renews old signatures.
    ///
    /// Interrupted at any instant it may be repeated: what was published already changes nothing. One list's trouble keeps
    /// no other back.
    ///
    /// - Parameters:
    ///   - list: the one that matters to the caller; nil for all.
    ///   - trouble: is told what keeps the others back; what was decided of them stays.
    /// - Throws: ``Fault`` `hub.busy` when another publication takes too long, `hub.list.key`, `list.*`, `trust.*`, `disk.*`;
    ///   what was decided of the list stays, and the others are published.
    public func publish(_ list: String? = nil, trouble: (Fault) -> Void = { _ in }) async throws -> [Publication] {
        let (publications, troubles) = try await publisher.change { try await publishAll($0) }
        for (owner, fault) in troubles.sorted(by: { $0.key < $1.key }) where list != nil && owner != list {
            trouble(fault)
        }
        try troubles.filter { list == nil || $0.key == list }.throwFirst()
        return publications
    }

    private func publishAll(
        _ repository: TrustedRepository
    ) async throws -> (publications: [Publication], troubles: [String: Fault]) {
        try await repository.publish(now: now().date)
        var troubles = try await finishKeyRotations(repository).troubles
        for (list, trouble) in await repository.troubles where troubles[list] == nil {
            troubles[list] = Self.keyFault(list, trouble)
        }
        let published = await repository.delegated
        let lists = try ListPublisher(directory: folder.lists, repository: repository, keys: try listKeys.all())
        var batches: [PendingChanges.Batch] = []
        for batch in try await pendingChanges.batches() {
            if let trouble = try troubles[batch.list] ?? keyTrouble(batch.list, published: published) {
                troubles[batch.list] = trouble.saying(Self.isKept)
            } else {
                batches.append(batch)
            }
        }
        guard !batches.isEmpty else { return ([], troubles) }
        if batches.count > 1, let publications = try? await bringOut(batches, lists) { return (publications, troubles) }
        // Each by itself: one list's trouble keeps no other back.
        var publications: [Publication] = []
        for batch in batches {
            do { publications += try await bringOut([batch], lists) } catch let fault as Fault {
                let known = published.contains(batch.list) ? Self.keyFault(batch.list, fault) : fault
                troubles[batch.list] = known.saying(Self.isKept)
            }
        }
        return (publications, troubles)
    }

    private static let isKept = "what was decided of the list is kept, and published after that"

    /// All in one step, or none of it.
    private func bringOut(_ batches: [PendingChanges.Batch], _ lists: ListPublisher) async throws -> [Publication] {
        let published = try await lists.publish(
            batches.map { (owner: $0.list, changes: $0.changes) }, now: now().date)
        let moment = now()
        try await store.transaction {
            for list in published {
                try Generations.note(list.generation, of: list.owner, in: $0)
                try ListFormats.note(list.format, of: list.owner, in: $0)
            }
        }
        for batch in batches { try await pendingChanges.forget(batch) }
        return published.map { Publication($0, published: moment) }
    }
}

extension Publication {
    fileprivate init(_ list: PublishedList, published: Timestamp) {
        self.init(
            list: list.owner, generation: list.generation, records: list.records,
            isNew: list.deltaBytes != nil || list.baseBytes != nil, published: published, deltaBytes: list.deltaBytes,
            baseBytes: list.baseBytes)
    }
}
