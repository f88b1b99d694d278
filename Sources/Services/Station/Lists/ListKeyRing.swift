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
            if let notice = try notice(at: state.listKeys) { return try open(notice.listKeys) }
        } catch {
            try DurableFile.setAside(state.listKeys, at: Timestamp(Date()))
        }
        return try open(identity.sealedListKeys)
    }

    /// Whether the keys in force are those that the hub has named, and not those of the enrolment: then they are all.
    var hasNotice: Bool { (try? notice(at: state.listKeys)) != nil }

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

    /// Takes up what the link has brought, if it is newer than what is here.
    ///
    /// - Returns: nil where there is nothing new.
    /// - Throws: ``Fault`` `list.notice`, `seal.broken`, `disk.…`; the keys before stay in force.
    public func takeIncoming() throws(Fault) -> [ListKey]? {
        guard let offered = try notice(at: state.incomingKeys) else { return nil }
        if let here = try? notice(at: state.listKeys), !Self.isNewer(offered, than: here) { return nil }
        let keys = try open(offered.listKeys)
        try DurableFile.write(
            try DurableFile.read(state.incomingKeys, limit: ListKeyNotice.limit), to: state.listKeys,
            permissions: 0o600)
        return keys
    }

    /// By the numbers of the keys, as a hub's clock may have been wrong: no key of an older number comes back. Where they
    /// are the same, by the time.
    private static func isNewer(
        _ offered: (issued: Timestamp, listKeys: [SealedListKey]),
        than here: (issued: Timestamp, listKeys: [SealedListKey])
    ) -> Bool {
        let numbers = Dictionary(here.listKeys.map { ($0.list, number($0)) }, uniquingKeysWith: max)
        var isRising = false
        for key in offered.listKeys {
            guard let before = numbers[key.list] else { continue }
            if number(key) < before { return false }
            if number(key) > before { isRising = true }
        }
        return isRising || offered.issued > here.issued
    }

    /// As the hub counts them: `owner-3`.
    private static func number(_ key: SealedListKey) -> Int {
        key.identifier.split(separator: "-").last.flatMap { Int($0) } ?? 0
    }

    private func notice(at file: URL) throws(Fault) -> (issued: Timestamp, listKeys: [SealedListKey])? {
        let notice: ListKeyNotice
        do { notice = try WireJSON.load(from: file, limit: ListKeyNotice.limit) } catch
            where error.code == .diskMissing
        {
            return nil
        }
        return try notice.verified(device: identity.device, key: identity.receiptKey)
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
