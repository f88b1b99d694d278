import EmulatorServer
import Emulators
import Foundation
import USBTransport

extension KernelChecks {
    /// Debian's own USB/IP client is the independent judge of the wire.
    static let foreignUSBIPClient = KernelCheck("the usbip tool lists our readers and attaches one over TCP") {
        let rig = try Rig()
        let emulators = [
            try EmulatorCatalogue.reader("05ba:000a:TCP", port: "9-1"),
            try EmulatorCatalogue.reader("045e:00bb:TCP", port: "9-2"),
        ]
        let server = USBIPServer(emulators.map(\.port))
        let (ready, signal) = AsyncStream.makeStream(of: Int.self)
        let serving = Task { try await server.run(port: 3240) { signal.yield($0) } }
        defer { serving.cancel() }
        _ = try await Rig.limited("the server") { () -> Int in
            for await port in ready { return port }
            throw CheckFailure("no server")
        }
        let list = try output("/usr/sbin/usbip", "list", "--remote", "127.0.0.1")
        try require(list.contains("(05ba:000a)") && list.contains("(045e:00bb)"), "it lists: \(list)")
        let changes = rig.bus.changes()
        _ = try output("/usr/sbin/usbip", "attach", "--remote", "127.0.0.1", "--busid", "9-1")
        let info = try await Rig.next(changes, "the attached reader") { change -> USBDeviceInfo? in
            if case .arrived(let info) = change { info } else { nil }
        }
        let socket = Socket(emulator: emulators[0], info: info, rig: rig)
        try await socket.takePicture()
        try await socket.pull()
        return ""
    }
}
