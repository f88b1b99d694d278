internal import Ground

/// The newest record of a device's audit log, as the device told it: whoever cuts the log's end is found out by it.
public struct AuditHead: Sendable, Equatable, CustomStringConvertible {
    public let number: Int
    /// SHA-256 of the chain there, in hex.
    public let digest: String

    /// - Returns: nil unless it is `number:digest`.
    init?(_ text: String) {
        guard let parts = text.wholeMatch(of: /([0-9]{1,18}):([0-9a-f]{64})/), let number = Int(parts.1) else {
            return nil
        }
        self.init(number: number, digest: String(parts.2))
    }

    init(number: Int, digest: String) {
        self.number = number
        self.digest = digest
    }

    public var description: String { "\(number):\(digest)" }

    /// What is wrong with a log that shows another head than it did before; nil where it has only grown.
    ///
    /// - Parameter told: what the device says now; nil where it says nothing of its log.
    func objection(to told: String?) -> String? {
        guard let told else { return "the device tells nothing of its audit log any more; it was at record \(number)" }
        guard let head = AuditHead(told) else {
            return "the device says '\(told)' of its audit log, which was at record \(number)"
        }
        if head.number < number {
            return "the audit log ends at record \(head.number), and was at record \(number) (\(self)) before"
        }
        if head.number == number, head.digest != digest {
            return "record \(number) of the audit log was \(digest) and is \(head.digest) now"
        }
        return nil
    }
}

/// The heads that devices have told: the greatest of each, and the newest of each day.
enum AuditHeads {
    private static let day: Int64 = 86_400_000

    /// Compares what a device tells with the greatest that it told before, and keeps it where the log has only grown.
    ///
    /// - Returns: what is wrong; nil where nothing is.
    static func note(
        _ told: String?, of device: UUIDv7, at now: Timestamp, in transaction: any SQLTransaction
    ) throws(Fault) -> String? {
        let kept = try greatest(of: device, in: transaction)
        if let objection = kept?.objection(to: told) { return objection }
        guard let head = told.flatMap(AuditHead.init), head != kept else { return nil }
        try set(head, of: device, in: transaction)
        try transaction.execute(
            """
            INSERT INTO auditHead (device, day, number, digest, told) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (device, day) DO UPDATE
            SET number = excluded.number, digest = excluded.digest, told = excluded.told
            """, device, now.milliseconds / day, head.number, head.digest, now)
        return nil
    }

    /// What a device tells is the greatest from now on, whatever was before.
    static func set(_ head: AuditHead?, of device: UUIDv7, in transaction: any SQLTransaction) throws(Fault) {
        try transaction.execute(
            "UPDATE device SET auditNumber = $1, auditDigest = $2 WHERE identifier = $3", head?.number, head?.digest,
            device)
    }

    static func history(
        of device: UUIDv7, in transaction: any SQLTransaction
    ) throws(Fault) -> [(head: AuditHead, told: Timestamp)] {
        var history: [(head: AuditHead, told: Timestamp)] = []
        for row in try transaction.rows("SELECT * FROM auditHead WHERE device = $1 ORDER BY day", device) {
            let head = AuditHead(number: try row.get("number"), digest: try row.get("digest"))
            history.append((head, try row.get("told")))
        }
        return history
    }

    private static func greatest(of device: UUIDv7, in transaction: any SQLTransaction) throws(Fault) -> AuditHead? {
        let rows = try transaction.rows("SELECT auditNumber, auditDigest FROM device WHERE identifier = $1", device)
        guard let row = rows.first, let number = try row.get("auditNumber", as: Int?.self),
            let digest = try row.get("auditDigest", as: String?.self)
        else { return nil }
        return AuditHead(number: number, digest: digest)
    }
}
