import ArgumentParser
import Ground
import Hub

/// `ridgeline-hub alarms`
struct Alarms: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what the centre has to look into at its devices, or clear what was looked into.",
        discussion: """
            An alarm is raised when a device's audit log has lost records or has others in their place (audit), when
            it says of itself what cannot be (claims), cannot read a list that it may have (listFormat), sends more than
            its share (quota), or too much that cannot be opened (quarantine). It stays until it is cleared; an audit log
            is then compared with what the device told last.

            EXAMPLES
              ridgeline-hub alarms --data hub
              ridgeline-hub alarms --data hub --clear 01890a5d-ac96-774b-bcce-b302099a8057

            Exit status: 0 where there is no alarm, 1 where there is one, 2 for wrong usage.
            """)

    @OptionGroup var options: HubOptions

    @Option(help: ArgumentHelp("Clear the alarms of this device.", valueName: "device"))
    var clear: String?

    private struct Report: Encodable {
        let device: UUIDv7
        let alarm: DeviceAlarm
    }

    func validate() throws {
        if let clear, UUIDv7(clear) == nil {
            throw ValidationError("'\(clear)' is no device identifier; see ridgeline-hub devices.")
        }
    }

    func run() async throws {
        let hub = try options.hub()
        if let device = clear.flatMap({ UUIDv7($0) }) { try await hub.clearAlarms(of: device) }
        let alarms = try await hub.devices().flatMap { device in
            device.alarms.map { Report(device: device.identifier, alarm: $0) }
        }
        let lines = alarms.map { "\($0.device)  \($0.alarm.line)" }
        try options.report(alarms, lines.isEmpty ? ["No alarm."] : lines)
        if !alarms.isEmpty { throw ExitCode(1) }
    }
}

extension DeviceAlarm {
    var line: String { "ALARM \(kind.rawValue), since \(since), \(times) times: \(text)" }
}
