import DeviceSettings
import Foundation
import Ground
import Operations
import Testing

@Suite("The key of the officer's page")
struct KioskKeyTests {
    private let state = FileManager.default.temporaryDirectory.appending(path: "door-\(UUIDv7())")
    private var folder: URL { KioskKey.folder("", state: state) }

    private func text(_ key: KioskKey) -> String { String(key.authorization.dropFirst(7)) }

    private func page() throws -> String {
        try String(contentsOf: folder.appending(path: "open.html"), encoding: .utf8)
    }

    @Test("Nobody but the station's user can read it, where the technician has not made the folder")
    func modes() throws {
        defer { try? FileManager.default.removeItem(at: state) }
        _ = try KioskKey.keep(in: folder, port: 8420, isPortHeld: true)
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
    }

    @Test(
        "A crash keeps it where the port was held, a stop ends it, damage costs the old one; the page hands over what holds"
    )
    func life() throws {
        defer { try? FileManager.default.removeItem(at: state) }
        let first = text(try KioskKey.keep(in: folder, port: 8421, isPortHeld: true))
        #expect(first.utf8.count == 64)
        #expect(text(try KioskKey.keep(in: folder, port: 8421, isPortHeld: true)) == first)
        #expect(text(try KioskKey.read(from: folder)) == first)
        #expect(try page().contains("value=\"\(first)\"") && page().contains("action=\"http://127.0.0.1:8421/open\""))
        _ = try KioskKey.keep(in: folder, port: 8422, isPortHeld: true)
        #expect(try page().contains("value=\"\(first)\"") && page().contains("action=\"http://127.0.0.1:8422/open\""))
        for damage in ["no key", String(repeating: "g", count: 64), String(repeating: "A", count: 64)] {
            try Data(damage.utf8).write(to: folder.appending(path: "key"))
            #expect(text(try KioskKey.keep(in: folder, port: 8421, isPortHeld: true)) != first)
        }
        let second = text(try KioskKey.read(from: folder))
        try KioskKey.remove(from: folder)
        #expect(throws: Fault(.init("kiosk.key"), "")) { try KioskKey.read(from: folder) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        #expect(text(try KioskKey.keep(in: folder, port: 8421, isPortHeld: true)) != second)
    }

    @Test("After a crash in which another could have taken the port, what he was shown opens nothing")
    func squatted() throws {
        defer { try? FileManager.default.removeItem(at: state) }
        var random = SystemRandomNumberGenerator()
        let before = try KioskKey.keep(in: folder, port: 8421, isPortHeld: false)
        let cookie = before.cookie(using: &random)
        #expect(before.opens(cookie: cookie) && before.opens(text(before)))
        let after = try KioskKey.keep(in: folder, port: 8421, isPortHeld: false)
        #expect(!after.opens(cookie: cookie) && !after.opens(text(before)))
        #expect(try page().contains(text(after)) && text(KioskKey.read(from: folder)) == text(after))
    }

    @Test("A folder that cannot be written stops the start")
    func unwritable() {
        #expect(throws: Fault(.init("disk.write"), "")) {
            try KioskKey.keep(in: URL(filePath: "/proc/nowhere"), port: 8420, isPortHeld: true)
        }
    }

    @Test("The kiosk's user is one that the system knows; root and the station's own are let in besides")
    func users() throws {
        let own: Set<UInt32> = [0, geteuid()]
        #expect(try KioskUser.allowed("") == own)
        #expect(try KioskUser.allowed("nobody") == own.union([65534]))
        #expect(try KioskUser.allowed("61002") == own.union([61002]))
        #expect(throws: Fault(.init("kiosk.user"), "")) { try KioskUser.allowed("no such user") }
    }

    @Test(
        "Sockets are taken from systemd where it hands them to this process",
        arguments: [
            ([:], 0), (["LISTEN_FDS": "1"], 0), (["LISTEN_FDS": "1", "LISTEN_PID": "1"], 0),
            (["LISTEN_FDS": "0", "LISTEN_PID": "4711"], 0), (["LISTEN_FDS": "-1", "LISTEN_PID": "4711"], 0),
            (["LISTEN_FDS": "x", "LISTEN_PID": "4711"], 0), (["LISTEN_FDS": "99999", "LISTEN_PID": "4711"], 0),
        ])
    func passed(environment: [String: String], count: Int) {
        #expect(PassedSockets.take(environment, process: 4711).count == count)
    }
}
