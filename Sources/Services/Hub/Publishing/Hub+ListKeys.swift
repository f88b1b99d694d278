internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import TrustedUpdate
internal import Watchlist

extension Hub {
    /// What `GET /v1/keys` answers to a device (docs/protocol.md). A list whose key cannot be read, or does not open what is
    /// published, is named without it: the device keeps what it has of that list, and gets the keys of the others.
    ///
    /// - Returns: the answer, and what is wrong with such a list where this is an alarm that is new.
    func listKeyNotice(for device: Device) async throws(Fault) -> (notice: Data, alarm: String?) {
        let usable = try usableKeys(device.lists)
        let now = now()
        let alarm = usable.without.isEmpty ? nil : Self.withheld(usable.without)
        let named = KeyNotices.digest(of: usable.keys, lists: usable.lists, under: noticeDigestKey)
        var (issued, isNew) = (device.keyNotice?.issued ?? now, false)
        if device.keyNotice?.named != named || device.isToBeTold || alarm != nil {
            (issued, isNew) = try await store.transaction { transaction in
                try NarrowedRights.told(device.identifier, at: now, in: transaction)
                let issued = try KeyNotices.issue(named, to: device.identifier, at: now, in: transaction)
                guard let alarm else { return (issued, false) }
                return (issued, try AlarmBook.raise(.listKey, alarm, of: device.identifier, at: now, in: transaction))
            }
        }
        let notice = try ListKeyNotice(
            try usable.sealed(to: try SealingKey(rawRepresentation: device.stationKey)), lists: usable.lists,
            digest: named, device: device.identifier.description, issued: issued, signedBy: receiptKey)
        return (try WireJSON.encode(notice), isNew ? alarm : nil)
    }

    /// Gives lists another key each, seals them with it and publishes them so: no key of before opens what comes.
    ///
    /// - Parameter lists: their owners; nil for all.
    /// - Returns: the lists that have another key now.
    /// - Throws: ``Fault`` `hub.list` for one that is not there, and as ``publish(_:trouble:)``; the others have another key
    ///   then, and what was not finished is finished by the next publication, or within the hour by a hub that serves.
    @discardableResult
    public func rotateListKeys(_ lists: Set<String>? = nil) async throws -> [String] {
        let present = try await self.lists()
        try check(ListRights(lists), among: present)
        try await store.transaction { try KeyRotations.ask(lists ?? present, in: $0) }
        return try await finishKeyRotations(of: lists)
    }

    /// Gives another key to the lists whose newest one is older.
    @discardableResult
    func rotateListKeys(olderThan age: TimeInterval) async throws -> [String] {
        let old = try listKeys.owners(before: now().date - age)
        try await store.transaction { try KeyRotations.ask(Set(old), in: $0) }
        return try await finishKeyRotations()
    }

    /// Carries out what was asked for, also by others and before an interruption.
    ///
    /// - Parameter lists: those whose trouble the caller is to hear of; nil for all.
    func finishKeyRotations(of lists: Set<String>? = nil) async throws -> [String] {
        let isAsked = try await store.look { try KeyRotations.last(in: $0) != nil }
        guard try isAsked || !listKeys.rotated().isEmpty else { return [] }
        let (rotated, troubles) = try await publisher.change { try await finishKeyRotations($0) }
        try troubles.filter { lists?.contains($0.key) ?? true }.throwFirst()
        return rotated
    }

    /// - Parameter repository: nobody else publishes to it meanwhile.
    /// - Returns: the lists that have another key now, and what kept others from it; what was asked of those stays.
    func finishKeyRotations(
        _ repository: TrustedRepository
    ) async throws -> (rotated: [String], troubles: [String: Fault]) {
        let asked = try await store.look { try (owners: KeyRotations.owners(in: $0), last: KeyRotations.last(in: $0)) }
        guard try !asked.owners.isEmpty || !listKeys.rotated().isEmpty else { return ([], [:]) }
        // No key is made that nothing could be sealed with.
        try await repository.requireSigners()
        let unsigned = try await repository.unsigned()
        let published = await repository.delegated
        var troubles: [String: Fault] = [:]
        let present = try ListPublisher(directory: folder.lists, repository: repository, keys: try listKeys.all())
        for owner in asked.owners.sorted() {
            do throws(Fault) {
                // What does not open could not be sealed anew: no key is made that nothing would be sealed with.
                if published.contains(owner) {
                    if let trouble = unsigned[owner] { throw trouble }
                    if let trouble = try keyTrouble(owner, published: published) { throw trouble }
                    try await present.check(owner)
                }
                try await listKeys.rotate(owner, now: now().date)
            } catch {
                troubles[owner] = Self.keyFault(owner, error).saying("the list has another key after that")
                continue
            }
            // Two keys are there now, which is word enough to finish it.
            if let last = asked.last {
                try await store.transaction { try KeyRotations.forget(owner, upTo: last, in: $0) }
            }
        }
        let waiting = try listKeys.rotated().filter { troubles[$0.owner] == nil }
        let lists = try ListPublisher(directory: folder.lists, repository: repository, keys: try listKeys.all())
        if waiting.count > 1, (try? await seal(waiting, lists)) != nil { return (waiting.map(\.owner), troubles) }
        var rotated: [String] = []
        for place in waiting {
            do throws(Fault) {
                try await seal([place], lists)
                rotated.append(place.owner)
            } catch { troubles[place.owner] = Self.keyFault(place.owner, error) }
        }
        return (rotated, troubles)
    }

    private func seal(_ newest: [ListKeyStore.Place], _ lists: ListPublisher) async throws(Fault) {
        try await lists.sealAnew(newest.map(\.owner), now: now().date)
        try listKeys.retire(before: newest)
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

    static func forget(_ owner: String, upTo last: Int64, in transaction: any SQLTransaction) throws(Fault) {
        try transaction.execute("DELETE FROM keyRotation WHERE list = $1 AND sequence <= $2", owner, last)
    }
}
