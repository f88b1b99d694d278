import ArgumentParser
import DeviceIdentity
import DeviceSettings
import Foundation
import Ground
import Link
import Operations

/// `ridgeline self-test`: one tool that tells the truth.
struct SelfTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "self-test",
        abstract: "Try everything this device needs, and say what to do about what fails.",
        discussion: """
            Tries identity, keys (and the TPM), certificate, clock, the way to the hub, disk space and flush, outbox, chain
            of evidence, lists, station, reader and camera, with the settings that the daemons have. Needs root where the key files are other users'. Changes
            nothing but a test file that it removes again. May be run while the daemons run, and is meant to.

            EXAMPLES
              ridgeline self-test
              ridgeline self-test --state /var/lib/ridgeline --json

            Exit status: 0 when nothing failed (warnings are shown), 1 when something did, 2 for wrong usage.
            """)

    @OptionGroup var options: DeviceOptions

    @Flag(help: "Print JSON.")
    var json = false

    /// See ``WallProbe``.
    @Option(help: .hidden)
    var wallProbe: String?

    func run() async throws {
        if let wallProbe { throw ExitCode(WallProbe.send(from: wallProbe).rawValue) }
        let settings = try options.settings()
        let findings = await findings(settings)
        let failed = findings.count { $0.outcome == .failed }
        if json {
            print(try WireJSON.line(["findings": findings]))
        } else {
            let isColoured = isatty(STDOUT_FILENO) == 1
            let width = findings.map(\.check.count).max() ?? 0
            for finding in findings { print(line(finding, isColoured, width)) }
            print(failed == 0 ? "self-test: nothing failed" : "self-test: \(failed) of \(findings.count) FAILED")
        }
        if failed > 0 { throw ExitCode(1) }
    }

    private func findings(_ settings: DeviceOptions.Chosen) async -> [Finding] {
        let now = Date()
        let identity = IdentityChecks(
            state: settings.state, hubURL: settings.link.hubURL, now: now)
        let answer: Result<DeviceReport.StationAnswer, Fault>
        do { answer = .success(try await DeviceReport.ask(settings.station, state: settings.state)) } catch {
            answer = .failure(error)
        }
        let devices = DeviceChecks(
            answer: answer, reader: settings.station.reader, camera: settings.station.camera)
        let identified = await identity.findings()
        let isDevice = identified.first?.outcome == .good
        let link = isDevice ? LinkAnswer(settings.state.link).finding : Finding("link", .skipped, "see identity")
        let isHubOpen = identified.contains { $0.check == "hub" && $0.outcome == .good }
        let disk = DiskChecks(state: settings.state, now: now, isHubOpen: isHubOpen)
        return await [settings.finding] + identified
            + [link] + disk.findings()
            + ListChecks(state: settings.state, now: now).findings() + devices.findings() + [WallCheck().finding()]
    }

    private func line(_ finding: Finding, _ isColoured: Bool, _ width: Int) -> String {
        let (word, colour) =
            switch finding.outcome {
            case .good: ("ok     ", 32)
            case .warning: ("WARNING", 33)
            case .failed: ("FAILED ", 31)
            case .skipped: ("skipped", 2)
            }
        let shown = isColoured ? "\u{1B}[\(colour)m\(word)\u{1B}[0m" : word
        return "\(shown)  \(finding.check.padding(toLength: width, withPad: " ", startingAt: 0))  \(finding.says)"
            + (finding.code.map { " [\($0)]" } ?? "")
    }
}

extension DeviceOptions.Chosen {
    /// By which settings the other checks are made.
    var finding: Finding {
        if let disagreement { return Finding("settings", .failed, disagreement.message, code: disagreement.code) }
        let names = files.map(\.path).joined(separator: " and ")
        return Finding(
            "settings", .good, files.isEmpty ? "defaults, as there is no file in /etc/ridgeline for this device" : names
        )
    }
}
