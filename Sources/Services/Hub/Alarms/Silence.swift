internal import CaseMessages
internal import Ground

/// What is seen of a device by its silence: a dead link or line, a device that is off or stolen. Not kept: it ends when the
/// device is heard again.
enum Silence {
    /// Milliseconds; a device says how it is every quarter of an hour.
    static let longest: Int64 = 2 * 3_600_000

    static func alarms(of device: Device, at now: Timestamp) -> [DeviceAlarm] {
        guard device.revoked == nil, let heard = device.lastSeen, let health = device.health else { return [] }
        var alarms: [DeviceAlarm] = []
        func add(_ kind: DeviceAlarm.Kind, _ text: String, since: Timestamp) {
            alarms.append(DeviceAlarm(kind: kind, text: text, since: since, last: now, times: 1))
        }
        if now.milliseconds - heard.milliseconds > longest {
            add(
                .silent,
                "last heard of at \(heard); ask there whether the device, its line and ridgeline-link run, or revoke it",
                since: heard)
        }
        if let oldest = health.oldestItem, heard.milliseconds - oldest.milliseconds > longest {
            add(
                .waiting,
                "\(health.queueDepth) items wait for the centre there, the oldest since \(oldest) by its clock; read the journal of ridgeline-link",
                since: oldest)
        }
        return alarms
    }
}
