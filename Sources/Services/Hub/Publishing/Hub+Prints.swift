internal import Ground
internal import TrustedUpdate
public import Watchlist

/// What became of prints that were put on a list.
public struct AddedPrints: Sendable {
    /// Records that were there already and have more prints now, with how many they had.
    public internal(set) var extended: [String: Int] = [:]
    /// How many of a record's prints were there already, and are not there twice; by record.
    public internal(set) var known: [String: Int] = [:]
    /// How many of those were there without a finger, and have one now; by record.
    public internal(set) var named: [String: Int] = [:]

    /// Nothing was there.
    public init() {}
}

extension Hub {
    /// Puts persons on a list, from their prints; a record that is there, or waits to be published, has these prints besides
    /// its own. ``publish()`` brings it out.
    ///
    ///     let added = try await hub.add(enrolled.records, to: "interpol")
    ///
    /// - Throws: ``Fault`` `list.record` for a record that has another notice there, `hub.expired` for one whose time is over
    ///   there, `hub.finger` for a print that is another finger there; as ``change(_:_:)``, and `hub.busy` when another publication takes too long. Nothing is kept then.
    public func add(_ records: [WatchlistRecord], to list: String) async throws -> AddedPrints {
        // Alone: who adds to what another one adds to at this moment would lose prints.
        try await publisher.change { repository in
            let ids = Set(records.map(\.id))
            try await refuseUnusable(list)
            var there = try await published(ids, on: list, repository)
            for (id, record) in try await pendingChanges.newest(of: ids, on: list) { there[id] = record }
            var added = AddedPrints()
            var changes: [ListChange] = []
            for record in records {
                guard let before = there[record.id] else {
                    changes.append(.put(record))
                    continue
                }
                let (merged, new, named) = try before.adding(record, now: now())
                added.extended[record.id] = new > 0 ? before.parts.count : nil
                added.known[record.id] = new < record.parts.count ? record.parts.count - new : nil
                added.named[record.id] = named > 0 ? named : nil
                changes.append(.put(merged))
            }
            try await change(list, changes)
            return added
        }
    }

    /// Those of some records that are published, by identifier; none where the list is new.
    func published(
        _ ids: Set<String>, on list: String, _ repository: TrustedRepository
    ) async throws(Fault) -> [String: WatchlistRecord] {
        guard try listKeys.owners().contains(list) else { return [:] }
        let lists = try ListPublisher(directory: folder.lists, repository: repository, keys: try listKeys.all())
        do { return try await lists.records(ids, of: list) } catch {
            throw Self.keyFault(list, error).saying("nothing was changed")
        }
    }
}

extension WatchlistRecord {
    /// This record with the prints of another that it does not have yet, and how many those are; what the other says of the
    /// person counts, and which finger a print is that was of none.
    fileprivate func adding(_ other: WatchlistRecord, now: Timestamp) throws(Fault) -> (
        record: WatchlistRecord, new: Int, named: Int
    ) {
        guard notice == other.notice else {
            throw Fault(
                .listRecord,
                "record '\(id.printable)' is on the list with the notice \(notice), not \(other.notice); "
                    + "say --notice \(notice), or --replace to begin it anew")
        }
        guard isValid(at: max(now.date, validFrom ?? now.date)) else {
            throw Fault(
                .hubExpired,
                "record '\(id.printable)' is on the list and its time is over; say --replace to begin it anew")
        }
        var (own, new, named) = (parts, [RecordPart](), 0)
        for print in other.parts {
            guard let place = own.firstIndex(where: { $0.isSame(as: print) }) else {
                new.append(print)
                continue
            }
            let before = own[place]
            guard before.position != print.position, print.position != 0 else { continue }
            guard before.position == 0 else {
                throw Fault(
                    .hubFinger,
                    "record '\(id.printable)' has a print on the list as \(before.words), which is called \(print.words) now; "
                        + "correct one, or say --replace to begin it anew")
            }
            own[place] = RecordPart(
                kind: before.kind, position: print.position, reference: before.reference,
                picture: print.picture ?? before.picture)
            named += 1
        }
        let record = WatchlistRecord(
            id: id, notice: notice, reference: reference, validFrom: validFrom, validUntil: validUntil,
            caution: caution, cautions: cautions.union(other.cautions), instruction: instruction,
            action: other.action ?? action, parts: own + new, display: other.display ?? display)
        return (record, new.count, named)
    }
}

extension RecordPart {
    fileprivate func isSame(as other: RecordPart) -> Bool {
        kind == other.kind && reference.isSame(as: other.reference)
    }

    /// What it shows.
    fileprivate var words: String { finger.map { "\($0)" } ?? "number \(position)" }
}

extension WipingBytes {
    fileprivate func isSame(as other: WipingBytes) -> Bool {
        withBytes { one in other.withBytes { one.elementsEqual($0) } }
    }
}
