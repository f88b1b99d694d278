public import Foundation
public import Ground
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
    /// Owners whose list turned out to be unreadable: the next update replaces it even without news.
    private var damaged: Set<String> = []
    private let lock = AsyncLock()

    /// - Parameters:
    ///   - directory: the lists in force; made where it does not exist.
    ///   - trust: the station's own verified metadata.
    ///   - trustedRoot: the root this device was provisioned with.
    ///   - listKeys: one or more for each list this device is enrolled for; others' lists are left alone.
    ///   - storageKey: 32 bytes that seal the lists at rest on this device.
    /// - Throws: ``Fault`` `list.key`, `disk.write`.
    public init(directory: URL, trust: URL, trustedRoot: Data, listKeys: [ListKey], storageKey: WipingBytes)
        throws(Fault)
    {
        guard storageKey.count == 32 else {
            throw Fault(.listKey, "the device's storage key is not 32 bytes long; provision this device again")
        }
        folder = try ListFolder(directory, storageKey: storageKey)
        self.trust = trust
        self.trustedRoot = trustedRoot
        keys = listKeys
    }

    /// The lists as the last update left them, whatever the clock says.
    ///
    /// - Throws: ``Fault`` when the trust state cannot be read; a damaged list is reported, not thrown.
    public func loadInForce() async throws(Fault) -> ListsInForce {
        var lists: [Watchlist] = []
        var damaged: [String: Fault] = [:]
        for owner in owners {
            do {
                if let list = try folder.load(owner) { lists.append(list) }
            } catch { damaged[owner] = error }
        }
        let client = try TrustedClient(stateDirectory: trust, source: DirectorySource(trust), trustedRoot: trustedRoot)
        self.damaged = Set(damaged.keys)
        let trusted = try await client.stored()
        return ListsInForce(
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
        let snapshot = try await client.refresh(now: now)
        var changes: [UpdateReport.Change] = []
        var refused: [String: Fault] = [:]
        let offers = Self.offers(snapshot, refused: &refused)
        for owner in owners {
            guard let offer = offers[owner] else { continue }
            do {
                guard let change = try await bringIntoForce(offer, owner: owner, client: client, source)
                else { continue }
                changes.append(change)
            } catch { refused[owner] = error }
        }
        let withdrawn = folder.owners().filter { (offers[$0] == nil && refused[$0] == nil) || !owners.contains($0) }
        for owner in withdrawn { try folder.remove(owner) }
        if changes.isEmpty, withdrawn.isEmpty, refused.isEmpty, before == snapshot.versions { return nil }
        return UpdateReport(
            changes: changes, withdrawn: withdrawn, refused: refused, expires: snapshot.expires,
            rootExpires: snapshot.rootExpires, signed: snapshot.signed)
    }

    /// One list in force, whole; nil where there is none.
    ///
    /// - Throws: ``Fault`` `list.…` when it is damaged on the disk.
    public func list(_ owner: String) throws(Fault) -> Watchlist? { try folder.load(owner) }

    /// Uses these list keys from now on; at the next update a list without one is no longer on this device.
    public func use(_ keys: [ListKey]) { self.keys = keys }

    private var owners: [String] { Set(keys.map(\.list)).sorted() }

    /// List files by owner; what contradicts itself is refused with its owner's whole offer.
    private static func offers(_ snapshot: TargetsSnapshot, refused: inout [String: Fault]) -> [String: [ListTarget]] {
        var offers: [String: [ListTarget]] = [:]
        for file in snapshot.targets {
            do {
                if let target = try ListTarget(file) { offers[target.owner, default: []].append(target) }
            } catch { refused[file.path.split(separator: "/").dropFirst().first.map(String.init) ?? file.path] = error }
        }
        return offers.filter { refused[$0.key] == nil }
    }

    /// Tries the cheapest way first; what turns out to be broken is left out of the next.
    private func bringIntoForce(
        _ offer: [ListTarget], owner: String, client: TrustedClient, _ incoming: DirectorySource
    ) async throws(Fault) -> UpdateReport.Change? {
        guard let newest = offer.max(by: { $0.generation < $1.generation }) else { return nil }
        // A damaged list is as good as none: it is fetched again.
        let current = damaged.contains(owner) ? nil : try? folder.open(owner)?.state
        if let current {
            guard newest.generation >= current.generation else {
                throw Fault(
                    .listRollback,
                    "generation \(newest.generation) of the list '\(owner)' is offered where \(current.generation) is in "
                        + "force; ask the publisher")
            }
            if newest.generation == current.generation, newest.resultDigest == current.digest { return nil }
        }
        let start = current?.generation == newest.generation ? nil : current?.generation
        var usable = offer
        var cause: Fault?
        while let plan = UpdatePlan.cheapest(from: start, to: newest.generation, targets: usable) {
            do {
                let changes = try await carryOut(plan, client: client, incoming)
                damaged.remove(owner)
                return UpdateReport.Change(
                    owner: owner, from: current?.generation, to: newest.generation, bytes: plan.cost,
                    usedBase: plan.usesBase, news: plan.usesBase ? nil : try ListNews(changes))
            } catch {
                cause = error
                let broken = Set(plan.steps.map(\.file.path))
                usable.removeAll { broken.contains($0.file.path) }
            }
        }
        throw cause
            ?? Fault(
                .listMissing, "no file leads to generation \(newest.generation) of '\(owner)'; ask the publisher")
    }

    /// - Returns: what the deltas have changed.
    private func carryOut(_ plan: UpdatePlan, client: TrustedClient, _ incoming: DirectorySource)
        async throws(Fault) -> [ListEntry]
    {
        var base: ListFileReader?
        var deltas: [[ListEntry]] = []
        var wanted: ListState?
        for step in plan.steps {
            let input = try ListInput(
                file: try incoming.file(of: await client.location(of: step.file)), check: step.file)
            var reader = try ListFileReader(input) { header in
                keys.first { $0.identifier == header.keyIdentifier && $0.list == header.owner }
            }
            guard step.matches(reader.header) else {
                throw Fault(.listTarget, "\(step.file.path) holds another list than was signed; ask the publisher")
            }
            wanted = ListState(reader.header)
            if step.kind == .base {
                base = reader
                continue
            }
            var entries: [ListEntry] = []
            while let entry = try reader.next() { entries.append(entry) }
            try reader.finish()
            deltas.append(entries)
        }
        let changes = ListMerge.compose(deltas)
        if let wanted { try folder.replace(with: wanted, changes, on: base) }
        return changes
    }
}
