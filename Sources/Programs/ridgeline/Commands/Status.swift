import ArgumentParser
import Ground

/// `ridgeline status`: what is in force on this device, and where it came from.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what is in force on this device and where it came from.",
        discussion: """
            Reads the state directory and the settings, by default those of the units in /etc/ridgeline; asks the running station on loopback how things stand. Needs root
            where the key files are other users'. Asks nobody outside: that is ridgeline self-test.

            EXAMPLES
              ridgeline status
              ridgeline status --state /var/lib/ridgeline --station-config /etc/ridgeline/station.yaml --json

            Exit status: 0 when nothing is wrong, 1 for any PROBLEM, 2 for wrong usage.
            """)

    @OptionGroup var options: DeviceOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let settings = try options.settings()
        let report = await DeviceReport.collect(
            settings.state, station: settings.station, link: settings.link, disagreement: settings.disagreement)
        print(json ? try WireJSON.line(report) : report.text())
        if !report.isHealthy { throw ExitCode(1) }
    }
}
