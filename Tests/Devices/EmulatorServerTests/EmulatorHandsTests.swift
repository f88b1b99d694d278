import Capture
import Emulators
import Foundation
import Ground
import Imaging
import Readers
import Testing
import USBTransport

@testable import EmulatorServer

@Suite("The hands at emulated readers", .timeLimit(.minutes(20)))
struct EmulatorHandsTests {
    private let readers: [any EmulatedReader]
    private let folder: URL
    private let hands: EmulatorHands

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "hands-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for name in ["b.png", "a.png"] {
            let image = GrayImage(width: 8, height: 8, pixelsPerInch: nil, pixels: [UInt8](repeating: 9, count: 64))
            try Data(ImageFile.pngBytes(of: image)).write(to: folder.appending(path: name))
        }
        readers = [
            try EmulatorCatalogue.reader("05ba:000a:ONE", port: "9-1"),
            try EmulatorCatalogue.reader("05ba:000a:ONE", port: "9-2"),
        ]
        hands = EmulatorHands(readers, prints: folder)
    }

    private func remove() { try? FileManager.default.removeItem(at: folder) }

    @Test("present prints by name or in their order, and only from their folder")
    func present() async {
        defer { remove() }
        #expect(await hands.answer(ControlRequest(.present, device: "9-1", print: "b.png")).print == "b.png")
        #expect(await hands.answer(ControlRequest(.present, device: "9-1")).print == "a.png")
        #expect(await hands.answer(ControlRequest(.present, device: "9-2")).print == "b.png")
        for name in ["../a.png", "/etc/passwd", "c.png", ""] {
            let reply = await hands.answer(ControlRequest(.present, device: "9-1", print: name))
            #expect(reply.code == "emulator.print", "\(name)")
        }
    }

    @Test("pull and plug cables, each device its own although they share a serial number")
    func cables() async {
        defer { remove() }
        #expect(await hands.answer(ControlRequest(.unplug, device: "9-2")).ok)
        let devices = await hands.answer(ControlRequest(.list)).devices ?? []
        #expect(devices.map(\.plugged) == [true, false])
        #expect(devices.map(\.name) == ["05ba:000a:ONE", "05ba:000a:ONE"])
        #expect(await hands.answer(ControlRequest(.plug, device: "9-2")).ok)
        #expect(await readers[1].port.isPlugged)
        #expect(await hands.answer(ControlRequest(.unplug, device: "9-1", inState: readers[0].port.state)).ok)
        #expect(await !readers[0].port.isPlugged)
    }

    @Test(
        "refuse what cannot be done, and say why",
        arguments: [
            (ControlRequest(.lift, device: "9-3"), "emulator.device"), (ControlRequest(.lift), "emulator.device"),
            (ControlRequest(.fault, device: "9-1", fault: "flood"), "emulator.fault"),
            (ControlRequest(.fault, device: "9-1", fault: "stall", times: 0), "emulator.number"),
            (ControlRequest(.fault, device: "9-1", fault: "stall", skip: -1), "emulator.number"),
            (ControlRequest(.unplug, device: "9-1", atTransfer: .max), "emulator.number"),
        ])
    func refuse(request: ControlRequest, code: String) async {
        defer { remove() }
        #expect(await hands.answer(request).code == code)
    }

    @Test("know an emulator for every reader that some driver knows, and none beside")
    func complete() {
        defer { remove() }
        let models = Readers.models.map { USBDeviceInfo.identifier(vendor: $0.vendor, product: $0.product) }
        #expect(Set(EmulatorCatalogue.identifiers) == Set(models))
        #expect(EmulatorCatalogue.identifiers.count == models.count)
    }
}
