internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import Watchlist

/// The list keys that a device may be given: those that can be read, and open what is published.
struct UsableKeys {
    let keys: [ListKey]
    /// Whose lists the device is to have; nil where that cannot be told, as what is published cannot be read.
    let lists: Set<String>?
    /// Those of them whose keys are gone, damaged or others.
    let without: Set<String>

    /// Each key so that only this station opens it.
    func sealed(to stationKey: SealingKey) throws(Fault) -> [SealedListKey] {
        var sealed: [SealedListKey] = []
        for key in keys {
            sealed.append(
                SealedListKey(
                    identifier: key.identifier, list: key.list,
                    sealed: Data(try stationKey.seal(key.secret, for: .listKey))))
        }
        return sealed
    }
}

extension Hub {
    /// - Throws: ``Fault`` `disk.read`.
    func usableKeys(_ rights: ListRights) throws(Fault) -> UsableKeys {
        let found = try lookForKeys(rights)
        // A key may have been made or retired, and the list be published with another, between two looks.
        return found.without.isEmpty ? found : try lookForKeys(rights)
    }

    private func lookForKeys(_ rights: ListRights) throws(Fault) -> UsableKeys {
        // Before what is published: a list that is being deleted loses its key last.
        let here = try listKeys.look()
        let reading = published.readOrLast(folder.repository)
        let known = (reading?.lists ?? rights.owners).map { here.owners.union($0).filter(rights.include) }
        let lists = known ?? here.owners
        var without = here.damaged.union(lists.subtracting(here.owners)).intersection(lists)
        let keys = Dictionary(grouping: here.keys.filter { lists.contains($0.list) }, by: \.list)
        for (list, keys) in keys where !without.contains(list) {
            if try keyTrouble(list, keys, published: reading) != nil { without.insert(list) }
        }
        return UsableKeys(
            keys: keys.filter { !without.contains($0.key) }.values.flatMap(\.self)
                .sorted { ($0.list, $0.identifier) < ($1.list, $1.identifier) },
            lists: known, without: without)
    }

    /// What keeps a list's keys from opening what is published of it.
    func keyTrouble(
        _ list: String, _ keys: [ListKey], published reading: PublishedLists.Reading?
    ) throws(Fault) -> Fault? {
        guard let reading else { return nil }
        let digest = KeyNotices.digest(of: keys, lists: [list], under: noticeDigestKey)
        return published.trouble(of: list, keys, digest: digest, in: reading).map { Self.keyFault(list, $0) }
    }
}
