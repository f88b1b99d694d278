public import Foundation
public import Ground
internal import ListFiles
internal import Synchronization
internal import TrustedUpdate

/// Brings signed lists into force on a station, and keeps them there over power losses and hostile sources.
///
/// What the link left is verified again with the station's own trust state. A list changes whole or not at all; what
/// is refused leaves the old list in force. Updates are carried out one after the other.
public actor ListStore {
    private let folder: ListFolder
    private let trust: URL
    private let trustedRoot: Data
    private var keys: [ListKey]
    /// Whether newer keys than these may have been lost; see ``init(directory:trust:trustedRoot:listKeys:mayLackKeys:withheld:storageKey:)``.
    private var mayLackKeys: Bool
    /// Owners whose list stays though there is no key for it: the centre has named it without one.
    private var withheld: Set<String>
    /// Owners whose list turned out to be unreadable: the next update replaces it even without news.
    private var damaged: Set<String> = []
    private let lock = AsyncLock()
    /// Of each list the digests of its pages, as ``record(_:in:)`` has last compared them with the signed one.
    private let compared = Mutex<[String: (state: ListState, digests: [Data])]>([:])

    /// - Parameters:
    ///   - directory: the lists in force; made where it does not exist.
    ///   - trust: the station's own verified metadata.
    ///   - trustedRoot: the root this device was provisioned with.
    ///   - listKeys: one or more for each list this device is enrolled for; others' lists are left alone.
    ///   - mayLackKeys: whether newer keys may have been lost: a list without one is then kept, and ``missing(besides:)``.
    ///   - withheld: owners whose list is kept without one in any case.
    ///   - storageKey: 32 bytes that seal the lists at rest on this device.
    /// - Throws: ``Fault`` `list.key`, `disk.write`.
    public init(
        directory: URL, trust: URL, trustedRoot: Data, listKeys: [ListKey], mayLackKeys: Bool = false,
        withheld: Set<String> = [], storageKey: WipingBytes
    ) throws(Fault) {
        guard storageKey.count == 32 else {
            throw Fault(.listKey, "the device's storage key is not 32 bytes long; provision this device again")
        }
        folder = try ListFolder(directory, storageKey: storageKey)
        self.trust = trust
        self.trustedRoot = trustedRoot
        keys = listKeys
        self.mayLackKeys = mayLackKeys
        self.withheld = withheld
    }

    /// The lists as the last update left them, whatever the clock says.
    ///
    /// - Parameter known: owners whose list need not be read again.
    /// - Throws: ``Fault`` when the trust state cannot be read; a damaged list is reported, not thrown.
    public func load(besides known: Set<String> = []) async throws(Fault) -> StoredLists {
        var lists: [Watchlist] = []
        var damaged: [String: Fault] = [:]
        for owner in owners where !known.contains(owner) {
            do {
                if let list = try folder.load(owner, details: false) { lists.append(list) }
            } catch { damaged[owner] = error }
        }
        let client = try TrustedClient(stateDirectory: trust, source: DirectorySource(trust), trustedRoot: trustedRoot)
        self.damaged.subtract(lists.map(\.owner))
        self.damaged.formUnion(damaged.filter { ListDatabase.damage.contains($0.value.code) }.keys)
        let trusted = try await client.stored()
        return StoredLists(
            lists: lists, damaged: damaged, expires: trusted?.expires, rootExpires: trusted?.rootExpires,
            signed: trusted?.signed)
    }

    /// Verifies what lies in `incoming` and brings what is new into force.
    ///
    /// - Parameters:
    ///   - incoming: a folder with `metadata/` and `targets/`, from the link or a USB stick.
    ///   - now: the device's clock.
    /// - Returns: nil when nothing is new; a report without changes when only the expiry is.
    /// - Throws: ``Fault`` `trust.…` when the signed metadata are refused; then nothing has changed. What is wrong with
    ///   one list alone is in the report.
    public func update(from incoming: URL, now: Date) async throws(Fault) -> UpdateReport? {
        try await lock.withLock { () async throws(Fault) in try await self.verified(incoming, now: now) }
    }

    private func verified(_ incoming: URL, now: Date) async throws(Fault) -> UpdateReport? {
        let source = DirectorySource(incoming)
        let client = try TrustedClient(stateDirectory: trust, source: source, trustedRoot: trustedRoot)
        let before = try await client.stored()?.versions
        // Of a list that is in force too a role that is kept back keeps back its own list alone, which is said.
        let (snapshot, offered) = try await client.offers(of: owners, now: now)
        var refused = offered.refused
        var changes: [UpdateReport.Change] = []
        let offers = offered.lists
        let updater = ListUpdater(folder: folder, keys: keys) { file throws(Fault) in
            try source.file(of: await client.location(of: file))
        }
        for owner in owners {
            guard let offer = offers[owner] else { continue }
            do {
                // A damaged list is as good as none: it is fetched again.
                let current = damaged.contains(owner) ? nil : try folder.openIntact(owner)?.state
                guard let change = try await updater.update(owner, from: current, to: offer) else { continue }
                damaged.remove(owner)
                changes.append(change)
            } catch { refused[owner] = error }
        }
        let withdrawn = try folder.owners().filter {
            owners.contains($0) ? offers[$0] == nil && refused[$0] == nil : !mayLackKeys && !withheld.contains($0)
        }
        for owner in withdrawn { try folder.remove(owner) }
        if changes.isEmpty, withdrawn.isEmpty, refused.isEmpty, before == snapshot.versions { return nil }
        // Lists are no better signed for than the worst of those in force.
        let isOver = try folder.owners().contains { offered.refused[$0]?.code == .trustExpired }
        return UpdateReport(
            changes: changes, withdrawn: withdrawn, refused: refused,
            expires: isOver ? min(now, snapshot.expires) : snapshot.expires,
            rootExpires: snapshot.rootExpires, signed: snapshot.signed)
    }

    /// One list in force, whole but for its records' details; nil where there is none.
    ///
    /// - Throws: ``Fault`` `list.…` when it is damaged on the disk.
    public func list(_ owner: String) throws(Fault) -> Watchlist? { try folder.load(owner, details: false) }

    /// One record with its pictures and what the officer sees, opened for a hit; nil where the list on the disk has it no
    /// more. Waits for no update.
    ///
    ///     let person = try store.record(candidate.key.record, in: candidate.key.list)
    ///
    /// - Throws: ``Fault`` `list.…` when the list is damaged on the disk, `disk.write` when it cannot be looked at.
    public nonisolated func record(_ id: String, in owner: String) throws(Fault) -> WatchlistRecord? {
        guard let list = try folder.open(owner) else { return nil }
        if let known = compared.withLock({ $0[owner] }), known.state == list.state {
            return try list.record(id, digests: known.digests)
        }
        let digests = try list.digests()
        compared.withLock { $0[owner] = (list.state, digests) }
        return try list.record(id, digests: digests)
    }

    /// Removes every list from this device, whatever is published, and every key.
    ///
    /// - Throws: ``Fault`` `disk.…`.
    public func forget() async throws(Fault) {
        try await lock.withLock { () async throws(Fault) in try await self.removeAll() }
    }

    private func removeAll() async throws(Fault) {
        keys = []
        try folder.removeAll()
    }

    /// Uses these list keys from now on; at the next update a list without one is no longer on this device.
    ///
    /// - Parameter withheld: owners whose list stays all the same.
    public func use(_ keys: [ListKey], withheld: Set<String> = []) {
        self.keys = keys
        self.withheld = withheld
        mayLackKeys = false
    }

    /// Lists that this device should search and does not, each with the reason: there is a key for it, and what the centre
    /// has signed last does not say that there is no such list; or it lies here, and its key may have been lost.
    ///
    /// - Parameter inForce: owners whose list is searched.
    public func missing(besides inForce: Set<String>) async -> [String: Fault] {
        var missing: [String: Fault] = [:]
        if mayLackKeys {
            do throws(Fault) {
                for owner in try folder.owners() where !owners.contains(owner) {
                    missing[owner] = Fault(
                        .listKey,
                        "the list '\(owner)' lies on this device without its key; the hub's next notice brings it")
                }
            } catch { missing[""] = error }
        }
        let absent = owners.filter { !inForce.contains($0) }
        guard !absent.isEmpty else { return missing }
        // Where the metadata cannot be read nobody knows, which is no word that there is no list.
        let client = try? TrustedClient(stateDirectory: trust, source: DirectorySource(trust), trustedRoot: trustedRoot)
        let offers = try? await client?.stored().map { ListOffers($0) }
        for owner in absent {
            if let offers, offers.lists[owner] == nil, offers.refused[owner] == nil,
                await client?.knowsAll(of: ListOffers.path(of: owner)) == true
            {
                continue
            }
            missing[owner] = Fault(
                .listMissing, "nothing of the list '\(owner)' is on this device; see that the link reaches the hub")
        }
        return missing
    }

    /// Whose lists this device has keys for.
    public var owners: [String] { Set(keys.map(\.list)).sorted() }
}
