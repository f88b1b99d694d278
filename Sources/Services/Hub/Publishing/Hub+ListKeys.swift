internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import TrustedUpdate
internal import Watchlist

extension Hub {
    /// The keys of the lists that a device may have, each sealed so that only its station opens it.
    func sealedListKeys(_ rights: ListRights, to stationKey: SealingKey) throws(Fault) -> [SealedListKey] {
        var sealed: [SealedListKey] = []
        for key in try listKeys.all(where: rights.include) {
            sealed.append(
                SealedListKey(
                    identifier: key.identifier, list: key.list,
                    sealed: Data(try stationKey.seal(key.secret, for: .listKey))))
        }
        return sealed
    }

    /// What `GET /v1/keys` answers to a device (docs/protocol.md).
    func listKeyNotice(for device: Device) async throws(Fault) -> Data {
        if device.isToBeTold {
            let now = now()
            try await store.transaction { try NarrowedRights.told(device.identifier, at: now, in: $0) }
        }
        let keys = try sealedListKeys(device.lists, to: try SealingKey(rawRepresentation: device.stationKey))
        return try WireJSON.encode(
            ListKeyNotice(keys, device: device.identifier.description, issued: now(), signedBy: receiptKey))
    }

    /// Gives lists another key each, seals them with it and publishes them so: no key of before opens what comes.
    ///
    /// - Parameter lists: their owners; nil for all.
    /// - Returns: the lists that have another key now.
    /// - Throws: ``Fault`` `hub.list` for one that is not there, and as ``publish()``; what was not finished then is
    ///   finished by the next publication, or within the hour by a hub that serves.
    @discardableResult
    public func rotateListKeys(_ lists: Set<String>? = nil) async throws -> [String] {
        try check(ListRights(lists))
        let owners = try lists ?? listKeys.owners()
        try await store.transaction { try KeyRotations.ask(owners, in: $0) }
        return try await finishKeyRotations()
    }

    /// Gives another key to the lists whose newest one is older.
    @discardableResult
    func rotateListKeys(olderThan age: TimeInterval) async throws -> [String] {
        let old = try listKeys.owners(before: now().date - age)
        try await store.transaction { try KeyRotations.ask(Set(old), in: $0) }
        return try await finishKeyRotations()
    }

    /// Carries out what was asked for, also by others and before an interruption.
    func finishKeyRotations() async throws -> [String] {
        let isAsked = try await store.look { try KeyRotations.last(in: $0) != nil }
        guard try isAsked || !listKeys.rotated().isEmpty else { return [] }
        return try await publisher.change { try await finishKeyRotations($0) }
    }

    /// - Parameter repository: nobody else publishes to it meanwhile.
    func finishKeyRotations(_ repository: TrustedRepository) async throws -> [String] {
        let asked = try await store.look { try (owners: KeyRotations.owners(in: $0), last: KeyRotations.last(in: $0)) }
        for owner in asked.owners.sorted() { try await listKeys.rotate(owner, now: now().date) }
        let rotated = try listKeys.rotated()
        if !rotated.isEmpty {
            let lists = try ListPublisher(directory: folder.lists, repository: repository, keys: try listKeys.all())
            try await lists.sealAnew(rotated.map(\.owner), now: now().date)
            try listKeys.retire(before: rotated)
        }
        if let last = asked.last { try await store.transaction { try KeyRotations.forget(upTo: last, in: $0) } }
        return rotated.map(\.owner)
    }
}

/// Lists that are to have another key: asked for in the transaction that takes a right away, so that none is forgotten.
enum KeyRotations {
    static func ask(_ owners: Set<String>, in transaction: any SQLTransaction) throws(Fault) {
        for owner in owners.sorted() { try transaction.execute("INSERT INTO keyRotation (list) VALUES ($1)", owner) }
    }

    static func owners(in transaction: any SQLTransaction) throws(Fault) -> Set<String> {
        var owners: Set<String> = []
        for row in try transaction.rows("SELECT DISTINCT list FROM keyRotation") { owners.insert(try row.get("list")) }
        return owners
    }

    /// The newest that was asked for; nil where nothing waits.
    static func last(in transaction: any SQLTransaction) throws(Fault) -> Int64? {
        try transaction.rows("SELECT max(sequence) AS last FROM keyRotation").first?.get("last", as: Int64?.self)
    }

    static func forget(upTo last: Int64, in transaction: any SQLTransaction) throws(Fault) {
        try transaction.execute("DELETE FROM keyRotation WHERE sequence <= $1", last)
    }
}
