import Foundation
import Ground
import Operations
import Testing

@Suite("Settings")
struct SettingsTests {
    private enum Colour: String, CaseIterable { case red, green }

    private struct Program: ProgramSettings {
        static let program = "some-daemon"
        let reader = Setting("reader", default: "auto", "Which reader.")
        let port = Setting("kiosk.port", 0...65535, default: 8420, "The port.")
        let red = Setting("search.red", 0...0.1, default: 0.001, "The rate.")
        let colour = Setting("colour", among: Colour.allCases, default: .green, "Its colour.")
        let pause = Setting("pause.seconds", seconds: 0.1...60, default: .milliseconds(2500), "The pause.")
        let patience = Setting("pause.patience", milliseconds: 0...100, default: .milliseconds(40), "The patience.")
        let hub = Setting("hub", schemes: [.https], "The hub.")
    }

    private func file(_ text: String) throws -> URL {
        let url = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString).yaml")
        try text.write(to: url, atomically: true, encoding: .utf8)
        return url
    }

    @Test("The environment wins over the file, and the file over the default; each says where it came from")
    func precedence() throws {
        let url = try file("kiosk:\n  port: 9000\nsearch:\n  red: 0.01\nhub: https://hub.example:8443\ncolour: red\n")
        defer { try? FileManager.default.removeItem(at: url) }
        let settings = try Settings<Program>(file: url, environment: ["SOME_DAEMON_KIOSK_PORT": "9100"])
        #expect(settings.port == 9100)
        #expect(settings.red == 0.01)
        #expect(settings.reader == "auto")
        #expect(settings.colour == .red)
        #expect(settings.pause == .milliseconds(2500) && settings.patience == .milliseconds(40))
        #expect(settings.hub?.port == 8443)
        let fromFile = "file \(url.path)"
        #expect(
            settings.effective.map(\.source) == [
                "default", "environment SOME_DAEMON_KIOSK_PORT", fromFile, fromFile, "default", "default", fromFile,
            ])
    }

    @Test("What the command line says wins over all, is judged like the rest and says where it came from")
    func options() throws {
        let environment = ["SOME_DAEMON_KIOSK_PORT": "9100", "SOME_DAEMON_READER": "usb"]
        func settings(_ port: String?) throws(Fault) -> Settings<Program> {
            try Settings<Program>(
                file: nil, options: ["kiosk.port": port, "reader": nil], environment: environment)
        }
        let said = try settings("9200")
        #expect(said.port == 9200 && said.reader == "usb")
        #expect(said.effective[1].source == "option --kiosk-port")
        #expect(try settings(nil).port == 9100)
        #expect(throws: Fault(.init("config.value"), "")) { try settings("70000") }
    }

    @Test(
        "A wrong value stops the start and names the setting",
        arguments: [
            ("kiosk:\n  port: 70000\n", "config.value"), ("kiosk:\n  port: many\n", "config.value"),
            ("colour: perhaps\n", "config.value"), ("kiosk:\n  prot: 1\n", "config.unknownKey"),
            ("redaer: x\n", "config.unknownKey"), ("a: [unclosed\n", "config.malformed"),
            ("just words\n", "config.malformed"), ("reader: [usb, serial]\n", "config.value"),
            ("reader:\n", "config.value"), ("search:\n  red: nan\n", "config.value"),
            ("kiosk.port: 1\nkiosk:\n  port: 2\n", "config.value"), ("kiosk: 3\n", "config.unknownKey"),
            ("reader: a\nreader: b\n", "config.malformed"), ("hub: ftp://hub\n", "config.value"),
            ("hub: 'https:'\n", "config.value"), ("pause:\n  seconds: 0\n", "config.value"),
            ("pause:\n  patience: 0.5\n", "config.value"), ("colour: yellow\n", "config.value"),
        ])
    func refused(text: String, code: String) throws {
        let url = try file(text)
        defer { try? FileManager.default.removeItem(at: url) }
        #expect(throws: Fault(.init(rawValue: code), "")) { try Settings<Program>(file: url, environment: [:]) }
    }

    @Test("A file may begin with the mark of UTF-8; another encoding is refused")
    func mark() throws {
        let url = try file("\u{FEFF}kiosk:\n  port: 9000\n")
        defer { try? FileManager.default.removeItem(at: url) }
        #expect(try Settings<Program>(file: url, environment: [:]).port == 9000)
        for bytes in [
            Data("reader: caf".utf8) + [0xE9, 0x0A], Data([0xFF, 0xFE, 0x61, 0, 0x3A, 0, 0x20, 0, 0x62, 0]),
        ] {
            try bytes.write(to: url)
            #expect(throws: Fault(.init("config.malformed"), "")) {
                try Settings<Program>(file: url, environment: [:])
            }
        }
    }

    @Test(
        "A misspelt name in the environment stops the start, and another program's does not",
        arguments: ["SOME_DAEMON_KIOSKPORT", "SOME_DAEMON_", "SOME_DAEMON_kiosk_port"])
    func environment(name: String) throws {
        let fault = #expect(throws: Fault.self) { try Settings<Program>(file: nil, environment: [name: "9100"]) }
        #expect(fault?.code.rawValue == "config.unknownKey" && fault?.message.contains(name) == true)
        #expect(try Settings<Program>(file: nil, environment: ["SOME_DAEMONS_PORT": "1", "PATH": "x"]).port == 8420)
    }

    @Test("A file that is not there is a fault, not a default")
    func missingFile() {
        #expect(throws: Fault(.init("disk.missing"), "")) {
            try Settings<Program>(file: URL(filePath: "/nonexistent/settings.yaml"), environment: [:])
        }
    }

    @Test("The sample file is accepted and changes nothing")
    func sample() throws { try Self.acceptsSample(of: Program.self) }

    /// The sample file states each setting of the program, at its default.
    static func acceptsSample<Sampled: ProgramSettings>(of program: Sampled.Type) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "sample-\(UUID().uuidString).yaml")
        try Sampled.sampleFile.write(to: url, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: url) }
        let settings = try Settings<Sampled>(file: url, environment: [:])
        #expect(settings.effective.map(\.value) == Sampled.definitions.map(\.standard))
        #expect(settings.effective.allSatisfy { $0.source == "file \(url.path)" })
    }
}
