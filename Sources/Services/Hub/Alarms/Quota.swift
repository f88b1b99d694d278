internal import Ground

/// How much one device may send, so that none of them fills the centre's disk.
public struct Quota: Sendable {
    /// New items within an hour.
    public var items: Int
    /// Bytes of new items within an hour.
    public var bytes: Int

    public init(items: Int = 3600, bytes: Int = 1 << 30) {
        self.items = items
        self.bytes = bytes
    }

    /// Items of a device that cannot be opened; beyond them none is taken until a person has looked.
    static let quarantined = 200
    private static let hour: Int64 = 3_600_000

    /// Counts what is new of a device, in the transaction that keeps it.
    ///
    /// - Parameter isForAttachments: they get half of what a device may send, so that hits find room beside them.
    /// - Throws: ``Fault`` `hub.quota`, `hub.quarantined` where it is too much; then nothing is to be kept.
    func charge(
        _ device: UUIDv7, items: Int, bytes: Int, isForAttachments: Bool = false, at now: Timestamp,
        in transaction: any SQLTransaction
    ) throws(Fault) {
        guard items > 0 else { return }
        let rows = try transaction.rows(
            "SELECT quotaHour, hourItems, hourBytes, quarantined FROM device WHERE identifier = $1", device)
        guard let row = rows.first else { return }
        let hour = now.milliseconds / Self.hour
        let isSame = try row.get("quotaHour", as: Int64?.self) == hour
        let sentItems = try isSame ? row.get("hourItems", as: Int.self) : 0
        let sentBytes = try isSame ? row.get("hourBytes", as: Int.self) : 0
        guard try row.get("quarantined", as: Int?.self) ?? 0 < Self.quarantined else {
            throw Fault(
                .hubQuarantined, "\(Self.quarantined) items of this device cannot be opened; the centre must look")
        }
        let share = isForAttachments ? 2 : 1
        let (mostItems, mostBytes) = (self.items / share, self.bytes / share)
        guard sentItems + items <= mostItems, sentBytes + bytes <= mostBytes else {
            throw Fault(
                .hubQuota,
                "the device sends more than \(mostItems) items or \(mostBytes >> 20) MiB an hour; send the rest later"
            )
        }
        try transaction.execute(
            "UPDATE device SET quotaHour = $1, hourItems = $2, hourBytes = $3 WHERE identifier = $4", hour,
            sentItems + items, sentBytes + bytes, device)
    }

    /// Counts an item that cannot be opened, and raises the alarm when they are too many.
    static func quarantine(_ device: UUIDv7, at now: Timestamp, in transaction: any SQLTransaction) throws(Fault) {
        try transaction.execute(
            "UPDATE device SET quarantined = coalesce(quarantined, 0) + 1 WHERE identifier = $1", device)
        let rows = try transaction.rows("SELECT quarantined FROM device WHERE identifier = $1", device)
        guard let count = try rows.first?.get("quarantined", as: Int.self), count >= quarantined else { return }
        try AlarmBook.raise(
            .quarantine,
            "\(count) items of the device cannot be opened; nothing is taken from it until this is cleared",
            of: device, at: now, in: transaction)
    }

    /// A person has looked: the device begins anew.
    static func forgive(_ device: UUIDv7, in transaction: any SQLTransaction) throws(Fault) {
        try transaction.execute(
            "UPDATE device SET quotaHour = NULL, quarantined = NULL WHERE identifier = $1", device)
    }
}
