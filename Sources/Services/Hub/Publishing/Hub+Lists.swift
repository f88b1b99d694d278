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
    /// - Throws: ``Fault`` `list.owner`, `list.record`, `hub.database`; nothing is kept then.
    public func change(_ list: String, _ changes: [ListChange]) async throws(Fault) {
        // What could not be published would keep all later changes of the list waiting.
        for change in changes { try change.check() }
        // The key is made now, so that devices that enrol before the first publication get it.
        try await listKeys.prepare(list, now: now().date)
        try await pendingChanges.add(changes, to: list)
    }

    /// Signs everything that was decided, a generation for each list that changes, and renews old signatures.
    ///
    /// Interrupted at any instant it may be repeated: what was published already changes nothing.
    ///
    /// - Throws: ``Fault`` `hub.busy` when another publication takes too long, `list.*`, `trust.*`, `disk.*`.
    public func publish() async throws -> [Publication] {
        try await publisher.change { repository in
            var publications: [Publication] = []
            try await repository.publish(now: now().date)
            _ = try await finishKeyRotations(repository)
            let lists = try ListPublisher(
                directory: folder.lists, repository: repository, keys: try listKeys.all())
            for batch in try await pendingChanges.batches() {
                let list = try await lists.publish(batch.list, batch.changes, now: now().date)
                publications.append(Publication(list, published: now()))
                try await pendingChanges.forget(batch)
            }
            return publications
        }
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
