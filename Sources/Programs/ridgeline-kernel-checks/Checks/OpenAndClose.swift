import Capture
import Foundation
import Ground
import USBTransport

extension KernelChecks {
    static let openAndClose = KernelCheck("opened and closed 200 times, a reader leaves no open file") {
        try await Rig().with("05ba:000a:A1") { socket in
            try await cycle(socket)
            let before = try openFiles()
            for _ in 0..<20 { try await cycle(socket) }
            for _ in 20..<200 { try await cycleDevice(socket) }
            let after = try openFiles()
            try requireSame(before, after)
            return "\(after.count) open files before and after"
        }
    }

    private static func cycle(_ socket: Socket) async throws {
        let reader = try socket.reader()
        try await reader.open()
        await reader.close()
    }

    /// Without powering the reader up, which takes its time.
    private static func cycleDevice(_ socket: Socket) async throws {
        let device = try await socket.rig.bus.open(socket.info, interface: 0)
        try await device.listen(endpoint: 0x81, packetSize: 64) { _ in }
        await device.close()
    }

    /// What each is.
    static func openFiles() throws -> [String] {
        let folder = "/proc/self/fd"
        return try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
        }
    }

    static func requireSame(_ before: [String], _ after: [String]) throws {
        try require(before.count == after.count, "\(before.count) open files before, \(after.count) after: \(after)")
    }

    static let busyReader = KernelCheck("a reader that another has open is busy, and free when it is closed") {
        try await Rig().with("05ba:000a:A1") { socket in
            let (first, second) = (try socket.reader(), try socket.reader())
            try await first.open()
            do {
                try await second.open()
                throw CheckFailure("the reader was opened twice")
            } catch let fault as Fault { try require(fault.code == .deviceBusy, "not busy, but \(fault)") }
            await first.close()
            try await second.open()
            await second.close()
            return ""
        }
    }
}
