import Capture
import Emulators
import Foundation
import Ground
import Testing
import V4L2Camera

@Suite("Names of cameras")
struct CameraNamesTests {
    /// Several emulated cameras as one kernel, each with the USB device it says it is.
    private struct Bench: VideoSystem {
        let camera: EmulatedCamera
        let facts: [USBFacts?]

        func nodes() -> [String] { facts.indices.map { "/dev/video\($0)" } }
        func open(_ path: String) throws(Fault) -> any VideoNode { try camera.open(EmulatedCamera.path) }
        func usbFacts(_ path: String) -> USBFacts? { facts[Int(path.dropFirst(10)) ?? 0] }
        func links(to path: String) -> [String] { ["/dev/v4l/by-path/\(path.dropFirst(5))"] }
    }

    @Test("are the serial number, or the port where it is missing or not the only one")
    func names() throws {
        let emulated = try EmulatedCamera(width: 64, height: 32, offers: [.gray])
        func facts(_ serial: String?, _ port: String) -> USBFacts {
            USBFacts(identifier: "046d:0825", serial: serial, port: port)
        }
        let bench = Bench(
            camera: emulated, facts: [facts("A", "1-1"), facts("B", "1-2"), facts("B", "1-3"), facts(nil, "1-4"), nil])
        let found = V4L2Cameras(bench).survey().cameras.map(\.identity)
        #expect(
            found.map(\.name) == [
                "046d:0825:A", "046d:0825@1-2", "046d:0825@1-3", "046d:0825@1-4", "emulated-9-2",
            ])
        func matches(_ text: String) throws -> [String] {
            let selection = try CameraSelection(text)
            return found.filter(selection.matches).map(\.path)
        }
        #expect(try matches("046d:0825:A") == ["/dev/video0"])
        #expect(try matches("046d:0825@1-1") == ["/dev/video0"])
        #expect(try matches("/dev/v4l/by-path/video2") == ["/dev/video2"])
        #expect(try matches("/dev/video3") == ["/dev/video3"])
        #expect(try matches("046d:0825").count == 4)
        #expect(try matches("046d:082").isEmpty)
        #expect(try matches("/dev/video").isEmpty)
    }

    @Test("cannot be empty, long or unprintable", arguments: ["", "a b", "ä", String(repeating: "x", count: 257)])
    func selection(text: String) {
        #expect(throws: Fault(.init("camera.selection"), "")) { _ = try CameraSelection(text) }
    }

    @Test("come from where the kernel and udev write them")
    func kernel() throws {
        let root = URL.temporaryDirectory.appending(path: "ridgeline-cameras-\(UUID())")
        defer { try? FileManager.default.removeItem(at: root) }
        let (dev, sys) = (root.appending(path: "dev"), root.appending(path: "sys"))
        func write(_ text: String, _ url: URL) throws {
            let folder = url.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        let device = root.appending(path: "devices/1-4.2")
        try write("046d\n", device.appending(path: "idVendor"))
        try write("0825\n", device.appending(path: "idProduct"))
        try write("A1 \u{1B}[31m\n", device.appending(path: "serial"))
        try write("", device.appending(path: "1-4.2:1.0/modalias"))
        for name in ["video10", "video2", "video", "vbi0"] { try write("", dev.appending(path: name)) }
        try FileManager.default.createDirectory(
            at: sys.appending(path: "video2"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            at: sys.appending(path: "video2/device"), withDestinationURL: device.appending(path: "1-4.2:1.0"))
        let links = dev.appending(path: "v4l/by-id")
        try FileManager.default.createDirectory(at: links, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            at: links.appending(path: "usb-cam"), withDestinationURL: dev.appending(path: "video2"))

        let system = KernelVideoSystem(devices: dev.path, classes: sys.path)
        #expect(system.nodes() == ["\(dev.path)/video2", "\(dev.path)/video10"])
        #expect(
            system.usbFacts("\(dev.path)/video2")
                == USBFacts(identifier: "046d:0825", serial: "A1[31m", port: "1-4.2"))
        #expect(system.usbFacts("\(dev.path)/video10") == nil)
        #expect(system.links(to: "\(dev.path)/video2") == ["\(links.path)/usb-cam"])
    }
}
