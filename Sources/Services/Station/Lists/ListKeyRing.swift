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

    /// The keys in force. A notice that is damaged is set aside: those of the enrolment serve until the next one.
    ///
    /// - Throws: ``Fault`` `seal.broken`, `list.key` for a key of the enrolment that this station cannot open, `disk.write`.
    public func keys() throws(Fault) -> [ListKey] {
        do throws(Fault) {
            if let notice = try notice(at: state.listKeys) { return try open(notice.listKeys) }
        } catch {
            try DurableFile.setAside(state.listKeys, at: Timestamp(Date()))
        }
        return try open(identity.sealedListKeys)
    }

    /// Takes up what the link has brought, if it is newer than what is here.
    ///
    /// - Returns: nil where there is nothing new.
    /// - Throws: ``Fault`` `list.notice`, `seal.broken`, `disk.…`; the keys before stay in force.
    public func takeIncoming() throws(Fault) -> [ListKey]? {
        guard let offered = try notice(at: state.incomingKeys) else { return nil }
        if let here = try? notice(at: state.listKeys), here.issued >= offered.issued { return nil }
        let keys = try open(offered.listKeys)
        try DurableFile.write(
            try DurableFile.read(state.incomingKeys, limit: ListKeyNotice.limit), to: state.listKeys,
            permissions: 0o600)
        return keys
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
