import Foundation
import Ground
import Testing

@testable import ridgeline

@Suite("What the self-test says of readers")
struct DeviceChecksTests {
    private func readers(
        _ setting: String, _ answer: Result<DeviceReport.StationAnswer, Fault>
    ) async -> [Finding] {
        let checks = DeviceChecks(answer: answer, reader: setting, camera: "none")
        return await checks.findings().filter { $0.check.hasPrefix("reader") }
    }

    private let away = Fault(.init("station.away"), "no station")

    @Test(
        "has a line for each that the settings mean, while no station runs",
        arguments: [
            ("emulated", ["reader"]), ("emulated,emulated", ["reader 1", "reader 2"]),
        ])
    func opened(setting: String, lines: [String]) async {
        let findings = await readers(setting, .failure(away))
        #expect(findings.map(\.check) == lines)
        #expect(
            findings.allSatisfy {
                $0.outcome == .warning && $0.says.contains("384 x 290") && $0.says.contains("EMULATED")
            }, "\(findings)")
    }

    @Test("names a setting that contradicts itself")
    func refused() async {
        let findings = await readers("emulated,auto", .failure(away))
        #expect(findings.map(\.check) == ["reader"] && findings.map(\.code) == [.init("reader.selection")])
    }

    @Test("names the one that does not work while the station runs, which another serves")
    func running() async throws {
        let text = """
            {"reader": {"name": "ready", "reason": ""}, "alarms": [], "readers": [
              {"device": "05ba:000a:A", "report": {"name": "unplugged", "reason": "plug it in"}},
              {"device": "05ba:000a:B", "report": {"name": "ready", "reason": ""}}]}
            """
        let answer = try JSONDecoder().decode(DeviceReport.StationAnswer.self, from: Data(text.utf8))
        let findings = await readers("05ba:000a:A,05ba:000a:B", .success(answer))
        #expect(findings.map(\.check) == ["reader 1", "reader 2"])
        #expect(findings.map(\.outcome) == [.failed, .good])
        #expect(findings[0].says.contains("unplugged: plug it in"))
    }

    @Test("warns of an emulated reader while the station runs too", arguments: ["ready", "cleaningNeeded"])
    func emulated(state: String) async throws {
        let text = #"{"isEmulated": true, "reader": {"name": "\#(state)", "reason": ""}, "alarms": []}"#
        let answer = try JSONDecoder().decode(DeviceReport.StationAnswer.self, from: Data(text.utf8))
        let findings = await readers("emulated", .success(answer))
        #expect(findings.map(\.outcome) == [.warning] && findings[0].says.contains("EMULATED"), "\(findings)")
    }

    @Test("What lies set aside is one problem, though the station may not read in it what root can")
    func setAsideOnce() {
        let place = "/var/lib/ridge line/station/queued.damaged-20261201T030258468"
        let others = ["the reader is unplugged [usb.gone]", "\(place)9: 1 item that was queued [outbox.lost]"]
        let said = ["\(place): it is damaged, and nobody knows [outbox.lost]"] + others
        #expect(DeviceReport.besides(["\(place): 0 items that were queued [outbox.lost]"], said) == others)
    }
}
