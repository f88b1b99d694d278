import DeviceSettings
import Foundation
import Ground
import Testing

@Suite("The key of the officer's page")
struct KioskKeyTests {
    private let state = FileManager.default.temporaryDirectory.appending(path: "door-\(UUIDv7())")
    private var folder: URL { KioskKey.folder("", state: state) }

    @Test("Nobody but the station's user can read it, where the technician has not made the folder")
    func modes() throws {
        defer { try? FileManager.default.removeItem(at: state) }
        _ = try KioskKey.keep(in: folder, port: 8420)
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
    }

    @Test("A crash keeps it, a stop ends it, damage costs the old one, and the page hands over the one that holds")
    func life() throws {
        defer { try? FileManager.default.removeItem(at: state) }
        let first = try KioskKey.keep(in: folder, port: 8421)
        #expect(try KioskKey.keep(in: folder, port: 8421) == first)
        #expect(try KioskKey.read(from: folder) == first)
        let page = try String(contentsOf: folder.appending(path: "open.html"), encoding: .utf8)
        #expect(page.contains(first.text) && page.contains("action=\"http://127.0.0.1:8421/open\""))
        try Data("no key".utf8).write(to: folder.appending(path: "key"))
        let second = try KioskKey.keep(in: folder, port: 8421)
        #expect(second != first)
        try KioskKey.remove(from: folder)
        #expect(throws: Fault(.init("kiosk.key"), "")) { try KioskKey.read(from: folder) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        #expect(try KioskKey.keep(in: folder, port: 8421) != second)
    }

    @Test("A folder that cannot be written stops the start")
    func unwritable() {
        #expect(throws: Fault(.init("disk.write"), "")) {
            try KioskKey.keep(in: URL(filePath: "/proc/nowhere"), port: 8420)
        }
    }
}
