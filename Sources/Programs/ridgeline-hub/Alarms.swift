import ArgumentParser
import Ground
import Hub

/// `ridgeline-hub alarms`
struct Alarms: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what the centre has to look into at its devices, or clear what was looked into.",
        discussion: """
            An alarm is raised when a device's audit log has lost records or has others in their place (audit), when
            something of its state was damaged or gone (damaged), it says of itself what cannot be (claims), cannot read a
            list that it may have (listFormat), sends more than its share (quota), or too much that cannot be opened
            (quarantine). It stays until it is cleared; an audit log is then compared with what the device told last. A
            device that is silent for two hours (silent), or has kept something for the centre for so long (waiting), is
            an alarm until that ends, or it is revoked. What of the hub itself is gone, damaged or another's
            (authorities, keys, what is published, to the last byte) is an alarm until that is mended, and so are devices
            that a shift of the authority has shut out, or would shut out.

            EXAMPLES
              ridgeline-hub alarms --data hub
              ridgeline-hub alarms --data hub --clear 01890a5d-ac96-774b-bcce-b302099a8057

            Exit status: 0 where there is no alarm, 1 where there is one, 2 for wrong usage.
            """)

    @OptionGroup var options: HubOptions

    @Option(help: ArgumentHelp("Clear the alarms of this device.", valueName: "device"))
    var clear: String?

    /// Of a device, of a list, or of the hub.
    private struct Report: Encodable {
        var device: UUIDv7?
        var alarm: DeviceAlarm?
        var list: String?
        var fault: String?
        /// What comes of it.
        var effect: String?

        var line: String {
            if let device, let alarm { return "\(device)  \(alarm.line)" }
            return "\(list.map { "List '\($0)'" } ?? "The hub")  ALARM \(effect ?? ""): \(fault ?? "")"
        }
    }

    /// Lines of silent devices: where all are, as behind an outage of the hub's, the other alarms must be seen.
    private static let mostSilent = 100

    func validate() throws {
        if let clear, UUIDv7(clear) == nil {
            throw ValidationError("'\(clear)' is no device identifier; see ridgeline-hub devices.")
        }
    }

    func run() async throws {
        let hub = try options.hub()
        if let device = clear.flatMap({ UUIDv7($0) }) { try await hub.clearAlarms(of: device) }
        var alarms = try await hub.devices().flatMap { device in
            device.alarms.map { Report(device: device.identifier, alarm: $0) }
        }
        alarms += await hub.troubles().map {
            Report(list: $0.list, fault: $0.fault.description, effect: $0.effect.rawValue)
        }
        let silent = alarms.filter { $0.alarm?.kind == .silent }
        var lines = (alarms.filter { $0.alarm?.kind != .silent } + silent.prefix(Self.mostSilent)).map(\.line)
        if silent.count > Self.mostSilent {
            lines.append("and \(silent.count - Self.mostSilent) more devices are silent: ridgeline-hub alarms --json")
        }
        try options.report(alarms, lines.isEmpty ? ["No alarm."] : lines)
        if !alarms.isEmpty { throw ExitCode(1) }
    }
}

extension DeviceAlarm {
    var line: String { "ALARM \(kind.rawValue), since \(since), \(times) times: \(text)" }
}
