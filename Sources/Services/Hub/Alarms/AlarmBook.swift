internal import Ground

/// The alarms that nobody has cleared, one of a kind for each device.
enum AlarmBook {
    /// Raises an alarm, or counts it once more.
    ///
    /// - Returns: whether it is new.
    @discardableResult
    static func raise(
        _ kind: DeviceAlarm.Kind, _ text: String, of device: UUIDv7, at now: Timestamp,
        in transaction: any SQLTransaction
    ) throws(Fault) -> Bool {
        try transaction.execute(
            """
            INSERT INTO alarm (device, kind, text, since, last, times) VALUES ($1, $2, $3, $4, $4, 1)
            ON CONFLICT (device, kind) DO UPDATE SET last = excluded.last, times = alarm.times + 1
            """, device, kind.rawValue, text, now)
        let rows = try transaction.rows(
            "SELECT times FROM alarm WHERE device = $1 AND kind = $2", device, kind.rawValue)
        return try rows.first?.get("times") == 1
    }

    static func all(in transaction: any SQLTransaction) throws(Fault) -> [UUIDv7: [DeviceAlarm]] {
        var alarms: [UUIDv7: [DeviceAlarm]] = [:]
        for row in try transaction.rows("SELECT * FROM alarm ORDER BY since, kind") {
            guard let kind = DeviceAlarm.Kind(rawValue: try row.get("kind")) else { continue }
            let alarm = DeviceAlarm(
                kind: kind, text: try row.get("text"), since: try row.get("since"), last: try row.get("last"),
                times: try row.get("times"))
            alarms[try row.get("device"), default: []].append(alarm)
        }
        return alarms
    }

    static func clear(_ device: UUIDv7, in transaction: any SQLTransaction) throws(Fault) {
        try transaction.execute("DELETE FROM alarm WHERE device = $1", device)
    }
}
