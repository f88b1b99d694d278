public import DeviceIdentity
internal import Foundation
public import Ground
public import Watchlist

/// The list keys of this station: those of its enrolment, until the hub has named others since.
///
/// Thread-safe: immutable; the files are the state.
public struct ListKeyRing: Sendable {
    private let identity: StationIdentity
    private let state: StationState

    public init(identity: StationIdentity, state: StationState) {
        self.identity = identity
        self.state = state
    }

    /// Where the link leaves the hub's notice.
    var incoming: URL { state.incomingKeys }
    /// Where it leaves the centre's word that this device is shut out.
    var incomingRevocation: URL { state.incomingRevocation }

    /// The keys in force; none on a device that is shut out, and none is left on its disk. A notice that is damaged is set
    /// aside: those of the enrolment serve until the next one.
    ///
    /// - Throws: ``Fault`` `seal.broken`, `list.key` for a key of the enrolment that this station cannot open, `disk.write`.
    public func keys() throws(Fault) -> [ListKey] {
        if revoked != nil {
            try forget()
            return []
        }
        do throws(Fault) {
            if let held = try held() { return try open(held.listKeys) }
        } catch {
            try DurableFile.setAside(state.listKeys, at: Timestamp(Date()))
        }
        return try open(identity.sealedListKeys)
    }

    /// Whether the keys in force are those that the hub has named, and not those of the enrolment: then they are all.
    var hasNotice: Bool { (try? held()) != nil }

    /// When the centre has shut this device out, for good; nil while it has not. Where its word is damaged nobody knows: it is
    /// set aside, which is an alarm, and a doubt on each answer until a technician has asked the centre.
    var revoked: Timestamp? {
        do throws(Fault) { return try revocation(at: state.revocation)?.revoked } catch {
            try? DurableFile.setAside(state.revocation, at: Timestamp(Date()))
            return nil
        }
    }

    /// Takes up the centre's word that this device is shut out, and forgets every list key.
    ///
    /// - Returns: since when; nil where nothing came.
    /// - Throws: ``Fault`` `revocation.invalid` for what the hub has not signed for this device, `json.…`, `disk.…`.
    func takeRevocation() throws(Fault) -> Timestamp? {
        guard let notice = try revocation(at: state.incomingRevocation) else { return nil }
        try DurableFile.write(try WireJSON.encode(notice), to: state.revocation, permissions: 0o600)
        try forget()
        return notice.revoked
    }

    private func revocation(at file: URL) throws(Fault) -> RevocationNotice? {
        let notice: RevocationNotice
        do { notice = try WireJSON.load(from: file, limit: RevocationNotice.limit) } catch
            where error.code == .diskMissing
        {
            return nil
        }
        try notice.verify(device: identity.device, key: identity.receiptKey)
        return notice
    }

    /// Those in force, those of the enrolment, and the notices that were set aside.
    private func forget() throws(Fault) {
        let own = state.listKeys.deletingLastPathComponent()
        let aside = state.listKeys.lastPathComponent + DurableFile.damagedMark
        let names = (try? FileManager.default.contentsOfDirectory(atPath: own.path)) ?? []
        for name in names where name == state.listKeys.lastPathComponent || name.hasPrefix(aside) {
            try DurableFile.destroy(own.appending(path: name))
        }
        try StationIdentity.forgetListKeys(state)
    }

    /// Takes up what the link has brought, if it is newer than what is here. A list goes only where the hub says so: of one
    /// that it names without a key, or with an older one, the key of before stays.
    ///
    /// - Returns: nil where there is nothing new.
    /// - Throws: ``Fault`` `list.notice`, also for a notice that is older and says something else; `seal.broken`, `disk.…`;
    ///   the keys before stay in force.
    public func takeIncoming() throws(Fault) -> [ListKey]? {
        guard let notice = try offered() else { return nil }
        let offered = try verified(notice)
        let here = try? held()
        if let here, !offered.isNewer(than: here.contents) {
            if try offered.saysTheSame(as: here.contents, open: open) { return nil }
            throw Fault(
                .listNotice,
                "list keys came that the hub named before those here; these stay: see that the hub's clock is right, and let it name them again (ridgeline-hub rotate-keys)"
            )
        }
        let kept = offered.kept(of: here?.listKeys ?? identity.sealedListKeys)
        let keys = try open(Held(contents: offered, kept: kept).listKeys)
        let file = try WireJSON.encode(HeldListKeys(notice, keeping: kept))
        guard file.count <= HeldListKeys.limit else {
            throw Fault(.listNotice, "the list keys that came are too many; the old ones stay; tell the hub's operator")
        }
        try DurableFile.write(file, to: state.listKeys, permissions: 0o600)
        return keys
    }

    /// Lists that this device is to have and was given no key for, or an older one, each with what is so; what lies here of
    /// them stays.
    var withheld: [String: Fault] { (try? held())?.map(\.withheld) ?? [:] }

    /// The keys in force as they lie here.
    private struct Held {
        let contents: ListKeyNotice.Contents
        let kept: [SealedListKey]

        var listKeys: [SealedListKey] {
            let lists = Set(kept.map(\.list))
            return contents.listKeys.filter { !lists.contains($0.list) } + kept
        }

        var withheld: [String: Fault] {
            let lists = contents.withoutKey.union(kept.map(\.list))
            return Dictionary(
                uniqueKeysWithValues: lists.map { list in
                    (
                        list,
                        Fault(
                            .listKey,
                            "the centre gave no key of the list '\(list)' that is newer, and does not say that the list is withdrawn: what is here of it stays; tell the hub's operator"
                        )
                    )
                })
        }
    }

    private func held() throws(Fault) -> Held? {
        let file: HeldListKeys
        do { file = try WireJSON.load(from: state.listKeys, limit: HeldListKeys.limit) } catch
            where error.code == .diskMissing
        {
            return nil
        }
        return Held(contents: try verified(file.notice), kept: file.kept)
    }

    private func offered() throws(Fault) -> ListKeyNotice? {
        do { return try WireJSON.load(from: state.incomingKeys, limit: ListKeyNotice.limit) } catch
            where error.code == .diskMissing
        {
            return nil
        }
    }

    private func verified(_ notice: ListKeyNotice) throws(Fault) -> ListKeyNotice.Contents {
        try notice.verified(device: identity.device, key: identity.receiptKey)
    }

    private func open(_ sealed: [SealedListKey]) throws(Fault) -> [ListKey] {
        var keys: [ListKey] = []
        for one in sealed {
            let secret = try identity.key.open(one.sealed, for: .listKey)
            keys.append(try ListKey(identifier: one.identifier, list: one.list, secret: secret))
        }
        return keys
    }
}
