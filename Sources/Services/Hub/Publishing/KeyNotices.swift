internal import Crypto
internal import Foundation
internal import Ground
internal import Watchlist

/// Which notice of list keys a device was sent last. A device takes none that is older than the one it has, and the hub's
/// clock may have been ahead: a notice that names something else is later than the one before it, whatever the clock says.
enum KeyNotices {
    /// What tells one notice from another: which lists it names, and which keys it gives. Of keys of one name it tells
    /// which they are, and nothing of them to whoever has not this hub's key.
    ///
    /// - Parameter lists: nil where the notice does not say.
    static func digest(of keys: [ListKey], lists: Set<String>?, under key: SymmetricKey) -> Data {
        var code = HMAC<SHA256>(key: key)
        for list in lists.map({ $0.sorted() }) ?? ["?"] { code.update(data: Data("\(list)\n".utf8)) }
        for key in keys.sorted(by: { $0.identifier < $1.identifier }) {
            code.update(data: Data("\(key.list)/\(key.identifier)\n".utf8))
            key.secret.withBytes { code.update(data: UnsafeRawBufferPointer($0)) }
        }
        return Data(code.finalize())
    }

    /// - Returns: when this notice was made: the same again where it says what the last one did.
    static func issue(
        _ named: Data, to device: UUIDv7, at now: Timestamp, in transaction: any SQLTransaction
    ) throws(Fault) -> Timestamp {
        // Takes the row, so that of two hubs one waits for the other.
        try transaction.execute("UPDATE device SET keysNamed = keysNamed WHERE identifier = $1", device)
        let rows = try transaction.rows("SELECT keysNamed, keysIssued FROM device WHERE identifier = $1", device)
        let last = try rows.first?.get("keysIssued", as: Timestamp?.self)
        if let last, try rows.first?.get("keysNamed", as: Data?.self) == named { return last }
        let issued = max(now, Timestamp(milliseconds: (last?.milliseconds ?? -1) + 1))
        try transaction.execute(
            "UPDATE device SET keysNamed = $1, keysIssued = $2 WHERE identifier = $3", named, issued, device)
        return issued
    }
}
