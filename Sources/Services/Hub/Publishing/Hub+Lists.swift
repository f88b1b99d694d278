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
    /// - Throws: ``Fault`` `list.owner`, `list.record`, `hub.list.deleted`, `hub.database`; nothing is kept then.
    public func change(_ list: String, _ changes: [ListChange]) async throws(Fault) {
        // What could not be published would keep all later changes of the list waiting.
        for change in changes { try change.check() }
        try await refuseWithdrawn(list)
        // The key is made now, so that devices that enrol before the first publication get it.
        try await listKeys.prepare(list, now: now().date)
        try await pendingChanges.add(changes, to: list)
    }

    /// Withdraws a list for good: devices put it out of force at their next look, and nothing of it is left here but its
    /// name, which no other list can have.
    ///
    /// - Throws: ``Fault`` `hub.list` for one that is not there; as ``publish()``: it may be repeated then.
    public func deleteList(_ list: String) async throws {
        try check(ListRights([list]))
        try await publisher.change { repository in
            try await repository.withdraw(list, now: now().date)
            try await pendingChanges.forget(list)
            try ListPublisher.forget(list, in: folder.lists)
            // Last: without keys there is no list to be deleted.
            try listKeys.remove(list)
        }
    }

    /// A list that is new here must not have the name of one that was deleted.
    private func refuseWithdrawn(_ list: String) async throws(Fault) {
        guard try !listKeys.owners().contains(list) else { return }
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
    /// Interrupted at any instant it may be repeated: what was published already changes nothing.
    ///
    /// - Throws: ``Fault`` `hub.busy` when another publication takes too long, `list.*`, `trust.*`, `disk.*`.
    public func publish() async throws -> [Publication] {
        try await publisher.change { repository in
            try await repository.publish(now: now().date)
            _ = try await finishKeyRotations(repository)
            let lists = try ListPublisher(
                directory: folder.lists, repository: repository, keys: try listKeys.all())
            let batches = try await pendingChanges.batches()
            guard !batches.isEmpty else { return [] }
            do { return try await bringOut(batches, lists) } catch  where batches.count > 1 {
                // Each by itself: one list's trouble keeps no other back.
                var publications: [Publication] = []
                var failure: (any Error)?
                for batch in batches {
                    do { publications += try await bringOut([batch], lists) } catch { failure = failure ?? error }
                }
                if let failure { throw failure }
                return publications
            }
        }
    }

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
