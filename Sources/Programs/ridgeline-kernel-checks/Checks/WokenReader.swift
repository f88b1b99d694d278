import Foundation
import USBTransport

extension KernelChecks {
    static let wokenReader = KernelCheck("a reader that the kernel has put to sleep wakes when it is opened") {
        try await Rig().with("05ba:000a:A1") { socket in
            try putToSleep(socket.info)
            for _ in 1...2 {
                try await asleep(socket.info)
                try await socket.takePicture()
            }
            return ""
        }
    }

    /// As soon as nobody has it open; in this machine no device falls asleep by itself.
    static func putToSleep(_ device: USBDeviceInfo) throws {
        try "0".write(toFile: power(device) + "autosuspend_delay_ms", atomically: false, encoding: .utf8)
    }

    static func asleep(_ device: USBDeviceInfo) async throws {
        try await Rig.limited("\(device.name) to fall asleep") {
            while try String(contentsOfFile: power(device) + "runtime_status", encoding: .utf8) != "suspended\n" {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    private static func power(_ device: USBDeviceInfo) -> String { "/sys/bus/usb/devices/\(device.port)/power/" }
}
