import ArgumentParser
import DeviceSettings
import Foundation
import Ground
import Operations
import Testing

@testable import ridgeline

@Suite("The settings that status and self-test go by")
struct DeviceOptionsTests {
    private func folder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "etc-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try body(folder)
    }

    @Test("are those of the units where no option says otherwise; each value names its file")
    func usual() throws {
        try folder { folder in
            let (station, link) = (folder.appending(path: "station.yaml"), folder.appending(path: "link.yaml"))
            try Data("kiosk:\n  port: 28420\n  door: /run/ridgelined\n".utf8).write(to: station)
            try Data("poll:\n  seconds: 7\n".utf8).write(to: link)
            let chosen = try DeviceOptions.parse([]).settings(usually: folder)
            #expect(chosen.station.kioskPort == 28420 && chosen.station.kioskDoor == "/run/ridgelined")
            let port = try #require(chosen.station.effective.first { $0.key == "kiosk.port" })
            #expect(port.source == "file \(station.path)")
            let poll = try #require(chosen.link.effective.first { $0.key == "poll.seconds" })
            #expect(poll.value == "7" && poll.source == "file \(link.path)")
            #expect(chosen.finding.says.contains(station.path) && chosen.finding.says.contains(link.path))

            // Named ones come first, and the device of the units may be named too.
            let other = folder.appending(path: "other.yaml")
            try Data("kiosk:\n  port: 9999\n".utf8).write(to: other)
            #expect(
                try DeviceOptions.parse(["--station-config", other.path]).settings(usually: folder).station.kioskPort
                    == 9999)
            #expect(
                try DeviceOptions.parse(["--state", "/var/lib/ridgeline/"]).settings(usually: folder).station.kioskPort
                    == 28420)
        }
    }

    @Test("are the defaults where the units have none, and for another device than theirs")
    func others() throws {
        try folder { folder in
            #expect(try DeviceOptions.parse([]).settings(usually: folder).station.kioskPort == 8420)
            try Data("kiosk:\n  port: 28420\n".utf8).write(to: folder.appending(path: "station.yaml"))
            let chosen = try DeviceOptions.parse(["--state", "/tmp/demo"]).settings(usually: folder)
            #expect(chosen.station.kioskPort == 8420 && chosen.files.isEmpty)
            // What would stop the daemon is wrong usage here.
            try Data("kiosk:\n  prot: 1\n".utf8).write(to: folder.appending(path: "station.yaml"))
            #expect(throws: ExitCode(2)) { try DeviceOptions.parse([]).settings(usually: folder) }
        }
    }
}
