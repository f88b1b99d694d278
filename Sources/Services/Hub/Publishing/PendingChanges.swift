internal import Crypto
internal import Foundation
internal import Ground
internal import Watchlist

/// Changes to lists that are decided and not yet published; records lie here sealed, as everything of a list does.
struct PendingChanges: Sendable {
    let store: any SQLStore
    let key: SymmetricKey

    /// What is to be published of one list, and up to where that is.
    struct Batch: Sendable {
        let list: String
        let changes: [ListChange]
        let last: Int64
    }

    /// Keeps changes, all or none of them.
    func add(_ changes: [ListChange], to list: String) async throws(Fault) {
        var rows: [(identifier: String, sealed: Data?)] = []
        for change in changes {
            switch change {
            case .put(let record): rows.append((record.id, try seal(record, list)))
            case .remove(let id): rows.append((id, nil))
            }
        }
        let kept = rows
        try await store.transaction { transaction in
            for row in kept {
                try transaction.execute(
                    "INSERT INTO pendingChange (list, identifier, sealed) VALUES ($1, $2, $3)", list, row.identifier,
                    row.sealed)
            }
        }
    }

    /// What waits for some records of a list, the newest of each: what it will be, or nil where it will be gone.
    func newest(of ids: Set<String>, on list: String) async throws(Fault) -> [String: WatchlistRecord?] {
        var newest: [String: WatchlistRecord?] = [:]
        for change in try await batches().first(where: { $0.list == list })?.changes ?? [] {
            switch change {
            case .put(let record) where ids.contains(record.id): newest.updateValue(record, forKey: record.id)
            case .remove(let id) where ids.contains(id): newest.updateValue(nil, forKey: id)
            case .put, .remove: break
            }
        }
        return newest
    }

    /// Everything that waits, by list.
    func batches() async throws(Fault) -> [Batch] {
        let rows = try await store.look { transaction in
            try transaction.rows("SELECT * FROM pendingChange ORDER BY sequence").map { row in
                (
                    list: try row.get("list", as: String.self), id: try row.get("identifier", as: String.self),
                    sealed: try row.get("sealed", as: Data?.self), sequence: try row.get("sequence", as: Int64.self)
                )
            }
        }
        var batches: [Batch] = []
        for (list, rows) in Dictionary(grouping: rows, by: \.list).sorted(by: { $0.key < $1.key }) {
            var changes: [ListChange] = []
            for row in rows {
                if let sealed = row.sealed {
                    changes.append(.put(try open(sealed, row.id, list)))
                } else {
                    changes.append(.remove(id: row.id))
                }
            }
            batches.append(Batch(list: list, changes: changes, last: rows.last?.sequence ?? 0))
        }
        return batches
    }

    /// Forgets what was published.
    func forget(_ batch: Batch) async throws(Fault) {
        _ = try await store.transaction {
            try $0.execute("DELETE FROM pendingChange WHERE list = $1 AND sequence <= $2", batch.list, batch.last)
        }
    }

    /// Forgets what waits of a list.
    func forget(_ list: String) async throws(Fault) {
        _ = try await store.transaction { try $0.execute("DELETE FROM pendingChange WHERE list = $1", list) }
    }

    private func seal(_ record: WatchlistRecord, _ list: String) throws(Fault) -> Data {
        let bytes = try record.encoded()
        do {
            return try bytes.withBytes {
                try ChaChaPoly.seal(UnsafeRawBufferPointer($0), using: key, authenticating: Self.name(record.id, list))
            }.combined
        } catch { throw Fault(.hubSeal, "record \(record.id) cannot be sealed; report this", cause: error) }
    }

    private func open(_ sealed: Data, _ id: String, _ list: String) throws(Fault) -> WatchlistRecord {
        let record: WipingBytes
        do {
            var bytes = try ChaChaPoly.open(
                ChaChaPoly.SealedBox(combined: sealed), using: key, authenticating: Self.name(id, list))
            defer { bytes.wipe() }
            record = WipingBytes(bytes)
        } catch {
            throw Fault(.hubSeal, "the change to record \(id) is damaged; enrol or remove it again", cause: error)
        }
        return try WatchlistRecord(id: id, decoding: record)
    }

    private static func name(_ id: String, _ list: String) -> Data { Data("\(list)/\(id)".utf8) }
}
