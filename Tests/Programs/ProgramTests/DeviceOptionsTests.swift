import ArgumentParser
import DeviceIdentity
import DeviceSettings
import Foundation
import Ground
import Link
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

    @Test("are both of the units' files where one of them names the device, whatever way leads there")
    func oneNamed() throws {
        try folder { folder in
            let device = folder.appending(path: "device")
            try FileManager.default.createDirectory(at: device, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: "link"), withDestinationURL: device)
            try Data("state: \(device.path)\nreader: emulated\n".utf8).write(to: folder.appending(path: "station.yaml"))
            for named in [device.path, folder.path + "/link", device.path + "/../device/"] {
                let chosen = try DeviceOptions.parse(["--state", named]).settings(usually: folder)
                #expect(chosen.station.reader == "emulated" && chosen.disagreement == nil, "\(named)")
            }
            try Data("poll:\n  seconds: 7\nstate: \(device.path)\n".utf8).write(to: folder.appending(path: "link.yaml"))
            let chosen = try DeviceOptions.parse(["--state", device.path]).settings(usually: folder)
            #expect(chosen.link.pollInterval == .seconds(7) && chosen.disagreement == nil && chosen.files.count == 2)
            #expect(try DeviceOptions.parse(["--state", "/tmp/demo"]).settings(usually: folder).files.isEmpty)
        }
    }

    @Test("that name two devices are a failure of the self-test, with both", arguments: [nil, "/tmp/a", "/tmp/b"])
    func twoDevices(state: String?) throws {
        try folder { folder in
            try Data("state: /tmp/a\n".utf8).write(to: folder.appending(path: "station.yaml"))
            try Data("state: /tmp/b\n".utf8).write(to: folder.appending(path: "link.yaml"))
            let chosen = try DeviceOptions.parse(state.map { ["--state", $0] } ?? []).settings(usually: folder)
            #expect(chosen.finding.outcome == .failed && chosen.finding.code == .init("config.value"))
            #expect(chosen.finding.says.contains("/tmp/a") && chosen.finding.says.contains("/tmp/b"))
        }
    }

    @Test("that name a device in one file alone are a failure too, as the other program works in another then")
    func oneFile() throws {
        try folder { folder in
            try Data("state: /tmp/a\n".utf8).write(to: folder.appending(path: "station.yaml"))
            let chosen = try DeviceOptions.parse([]).settings(usually: folder)
            #expect(chosen.finding.outcome == .failed && chosen.finding.says.contains("/tmp/a"))
        }
    }

    @Test("are not the defaults where the units' file is a link to nowhere, as the daemon does not start with it")
    func dangling() throws {
        try folder { folder in
            try FileManager.default.createSymbolicLink(
                atPath: folder.path + "/station.yaml", withDestinationPath: "nowhere")
            #expect(throws: ExitCode(2)) { try DeviceOptions.parse([]).settings(usually: folder) }
        }
    }

    @Test("say the folder of the commands that need no more; one that is named needs no file, damaged ones included")
    func directory() throws {
        try folder { folder in
            #expect(try DeviceOptions.parse([]).directory(usually: folder).root.path == "/var/lib/ridgeline")
            let device = folder.appending(path: "device").path
            for file in ["station.yaml", "link.yaml"] {
                try Data("state: \(device)\n".utf8).write(to: folder.appending(path: file))
            }
            #expect(try DeviceOptions.parse([]).directory(usually: folder).root.path == device)
            try Data("state: /tmp/b\n".utf8).write(to: folder.appending(path: "link.yaml"))
            #expect(throws: Fault(.init("config.value"), "")) {
                try DeviceOptions.parse([]).directory(usually: folder)
            }
            try Data("stat: [".utf8).write(to: folder.appending(path: "station.yaml"))
            #expect(throws: ExitCode(2)) { try DeviceOptions.parse([]).directory(usually: folder) }
            #expect(try DeviceOptions.parse(["--state", device]).directory(usually: folder).root.path == device)
        }
    }
}
