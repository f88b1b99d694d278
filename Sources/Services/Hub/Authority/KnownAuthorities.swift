internal import Foundation
internal import Ground

/// Which authorities this hub had when it last looked, remembered among its records: devices trust these, and the loss of one
/// that was the past one looks like a hub that has never shifted.
struct KnownAuthorities: Sendable, Equatable {
    /// Digests of certificates.
    let current: Data
    let next: Data?
    let past: Data?

    init(current: Data, next: Data?, past: Data?) { (self.current, self.next, self.past) = (current, next, past) }

    init(_ authorities: Authorities) throws(Fault) {
        current = try CertificateText.digest(authorities.current.certificate)
        next = try authorities.next.map(CertificateText.digest)
        past = try authorities.past.map(CertificateText.digest)
    }

    /// Which file is not what it was; nil where all are, or a shift has made them so, interrupted or not.
    func lost(since before: Self) -> String? {
        let hasBegun = current == before.current && next == before.next && past == before.current
        let hasShifted = current == before.next && past == before.current
        let isFinished = before.next == before.current && current == before.current && past == before.past
        guard !hasBegun, !hasShifted, !isFinished else { return nil }
        if current != before.current { return "authority.crt" }
        if next != before.next { return "authority-next.crt" }
        return past != before.past ? "authority-past.crt" : nil
    }

    /// - Returns: nil of a hub that has not looked yet.
    static func remembered(in transaction: any SQLTransaction) throws(Fault) -> Self? {
        var digests: [String: Data] = [:]
        for row in try transaction.rows("SELECT name, digest FROM part") {
            digests[try row.get("name")] = try row.get("digest", as: Data.self)
        }
        return digests["authority"].map {
            Self(current: $0, next: digests["authority-next"], past: digests["authority-past"])
        }
    }

    func remember(in transaction: any SQLTransaction) throws(Fault) {
        for (name, digest) in [("authority", current), ("authority-next", next), ("authority-past", past)] {
            try transaction.execute("DELETE FROM part WHERE name = $1", name)
            guard let digest else { continue }
            try transaction.execute("INSERT INTO part (name, digest) VALUES ($1, $2)", name, digest)
        }
    }
}

extension Hub {
    /// The authorities, which must be those that this hub had.
    ///
    /// - Throws: ``Fault`` `hub.lost` for another one, as ``Authorities/whole(_:)``, `hub.database`.
    @discardableResult
    func knownAuthorities() async throws(Fault) -> Authorities {
        let authorities = try Authorities.whole(folder.keys)
        let present = try KnownAuthorities(authorities)
        let before = try await store.look { try KnownAuthorities.remembered(in: $0) }
        guard let before, let lost = present.lost(since: before) else { return authorities }
        throw Fault(
            .hubLost,
            "\(folder.keys.appending(path: lost).path) is gone or another's: devices that trust the one that was there, or "
                + "have a certificate of it, would be shut out; put keys/ back from the hub's newest backup")
    }

    /// Those that are here now are this hub's.
    func rememberAuthorities() async throws(Fault) {
        let present = try KnownAuthorities(try authorities)
        guard try await store.look({ try KnownAuthorities.remembered(in: $0) }) != present else { return }
        try await store.transaction { try present.remember(in: $0) }
    }
}
