import Foundation
import Ground
import Operations
import Testing

@Suite("Settings")
struct SettingsTests {
    private let definitions = [
        Setting("reader", .text, default: "auto", "Which reader."),
        Setting("kiosk.port", .whole(0...65535), default: "8420", "The port."),
        Setting("search.red", .number(0...0.1), default: "0.001", "The rate."),
        Setting("loud", .flag, default: "false", "Whether it is loud."),
    ]

    private func file(_ text: String) throws -> URL {
        let url = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString).yaml")
        try text.write(to: url, atomically: true, encoding: .utf8)
        return url
    }

    @Test("The environment wins over the file, and the file over the default; each says where it came from")
    func precedence() async throws {
        let url = try file("kiosk:\n  port: 9000\nsearch:\n  red: 0.01\n")
        defer { try? FileManager.default.removeItem(at: url) }
        let settings = try await Settings(
            program: "some-daemon", definitions: definitions, file: url, environment: ["SOME_DAEMON_KIOSK_PORT": "9100"]
        )
        #expect(settings.whole("kiosk.port") == 9100)
        #expect(settings.number("search.red") == 0.01)
        #expect(settings.text("reader") == "auto")
        #expect(
            settings.effective.map(\.source) == [
                "default", "environment SOME_DAEMON_KIOSK_PORT", "file \(url.path)", "default",
            ])
    }

    @Test(
        "A wrong value stops the start and names the setting",
        arguments: [
            ("kiosk:\n  port: 70000\n", "config.value"), ("kiosk:\n  port: many\n", "config.value"),
            ("loud: perhaps\n", "config.value"), ("kiosk:\n  prot: 1\n", "config.unknownKey"),
            ("redaer: x\n", "config.unknownKey"), ("a: [unclosed\n", "config.malformed"),
            ("just words\n", "config.malformed"),
        ])
    func refused(text: String, code: String) async throws {
        let url = try file(text)
        defer { try? FileManager.default.removeItem(at: url) }
        await #expect(throws: Fault(.init(rawValue: code), "")) {
            _ = try await Settings(program: "p", definitions: definitions, file: url, environment: [:])
        }
    }

    @Test("A file that is not there is a fault, not a default")
    func missingFile() async {
        await #expect(throws: Fault(.init("disk.missing"), "")) {
            let url = URL(filePath: "/nonexistent/settings.yaml")
            _ = try await Settings(program: "p", definitions: definitions, file: url, environment: [:])
        }
    }

    @Test(
        "The sample file of each daemon is accepted and changes nothing",
        arguments: [
            (StationSettings.program, StationSettings.definitions), (LinkSettings.program, LinkSettings.definitions),
        ])
    func sample(program: String, definitions: [Setting]) async throws {
        let url = try file(SampleFile.text(program: program, definitions: definitions))
        defer { try? FileManager.default.removeItem(at: url) }
        let settings = try await Settings(program: program, definitions: definitions, file: url, environment: [:])
        for setting in definitions { #expect(settings.text(setting.key) == setting.standard) }
        #expect(settings.effective.allSatisfy { $0.source == "file \(url.path)" })
    }
}
