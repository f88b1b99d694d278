internal import Ground

/// Since when a device may have fewer lists than before, and since when it knows: what it still has of them until then is no
/// alarm.
enum NarrowedRights {
    /// How long a device that was told may still say that it has the list: the station gives it up, the link looks again.
    private static let patience: Int64 = 600_000

    static func note(_ device: UUIDv7, at now: Timestamp, in transaction: any SQLTransaction) throws(Fault) {
        try transaction.execute("UPDATE device SET narrowed = $1, told = NULL WHERE identifier = $2", now, device)
    }

    /// The device is being sent which lists it may have.
    static func told(_ device: UUIDv7, at now: Timestamp, in transaction: any SQLTransaction) throws(Fault) {
        try transaction.execute(
            "UPDATE device SET told = $1 WHERE identifier = $2 AND narrowed IS NOT NULL AND told IS NULL", now, device)
    }

    /// What is wrong with the lists that a device claims to have: one that it may not have, as it has long known.
    static func objection(
        to claimed: some Sequence<String>, of device: UUIDv7, at now: Timestamp, in transaction: any SQLTransaction
    ) throws(Fault) -> String? {
        let rows = try transaction.rows("SELECT lists, narrowed, told FROM device WHERE identifier = $1", device)
        guard let row = rows.first else { return nil }
        let rights = try row.get("lists", as: ListRights.self)
        guard let list = claimed.filter({ !rights.include($0) }).min() else { return nil }
        if try row.get("narrowed", as: Timestamp?.self) != nil {
            guard let told = try row.get("told", as: Timestamp?.self) else { return nil }
            if told > now {
                // The hub's clock was ahead then, and is right now: as if it were told now.
                try transaction.execute("UPDATE device SET told = $1 WHERE identifier = $2", now, device)
                return nil
            }
            guard now.milliseconds - told.milliseconds > patience else { return nil }
        }
        return "the device claims the list '\(list)', which it may not have"
    }
}
