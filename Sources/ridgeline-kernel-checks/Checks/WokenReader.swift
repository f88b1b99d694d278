import Foundation
import USBTransport

extension KernelChecks {
    static let wokenReader = KernelCheck("a reader that the kernel has put to sleep wakes when it is opened") {
        try await Rig().with("05ba:000a:A1") { socket in
            let power = "/sys/bus/usb/devices/\(socket.info.port)/power/"
            // The guest lets no device fall asleep by itself.
            try "0".write(toFile: power + "autosuspend_delay_ms", atomically: false, encoding: .utf8)
            for _ in 1...2 {
                try await Rig.limited("the reader to fall asleep") {
                    while try String(contentsOfFile: power + "runtime_status", encoding: .utf8) != "suspended\n" {
                        try await Task.sleep(for: .milliseconds(20))
                    }
                }
                try await socket.takePicture()
            }
            return ""
        }
    }
}
