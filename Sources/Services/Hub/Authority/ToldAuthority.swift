internal import Foundation
internal import Ground

/// The newest authority that a device has surely been told of, with the certificate that it was given or has shown.
struct ToldAuthority: Sendable {
    let device: UUIDv7
    /// Of the authority; nil where an older hub has told it.
    private let digest: Data?
    /// When the device was given its certificate.
    private let certified: Date

    /// - Parameter authorities: the digest of each, and when it became the next one.
    func isOne(of authorities: [(digest: Data, made: Date)]) -> Bool {
        authorities.contains { authority in
            // Certificates' ends are rounded to seconds.
            digest.map { $0 == authority.digest } ?? (certified + 1 >= authority.made)
        }
    }

    /// Of all devices that can still come: not of those that are revoked, nor whose certificate can not be renewed any more.
    static func all(at now: Date, in transaction: any SQLTransaction) throws(Fault) -> [Self] {
        try transaction.rows(
            """
            SELECT identifier, authority, nextKeyDigest, enrolled, certificateEnds FROM device
            WHERE revoked IS NULL AND certificateEnds >= $1 ORDER BY identifier
            """, Timestamp(now - CertificateAuthority.grace)
        ).map { row throws(Fault) in
            let (enrolled, ends): (Timestamp, Timestamp) = (try row.get("enrolled"), try row.get("certificateEnds"))
            // The answer of a renewal may be lost, until the device shows what came with it.
            let isOffered = try row.get("nextKeyDigest", as: Data?.self) != nil
            return Self(
                device: try row.get("identifier"), digest: try row.get("authority"),
                certified: isOffered
                    ? enrolled.date : max(enrolled.date, ends.date - CertificateAuthority.deviceValidity))
        }
    }
}
