import Emulators
import Foundation
import Imaging
import USBTransport

extension KernelChecks {
    /// libfprint, which knows real readers, is the independent judge of our emulator and of our picture.
    static let foreignDriver = KernelCheck("Debian's libfprint takes the same picture from our U.are.U 4500 as we do") {
        try await Rig().with("05ba:000a:A1") { socket in
            try await socket.emulator.present(try Rig.print())
            let lift = Task {
                // libfprint waits for the finger to leave after the picture.
                while await socket.emulator.port.state != "awaitingLift" {
                    try await Task.sleep(for: .milliseconds(20))
                }
                await socket.emulator.lift()
            }
            defer { lift.cancel() }
            let theirs = try await LibFPrint.capture()
            let ours = try socket.emulator.delivered(for: try Rig.print())
            try require(
                (theirs.width, theirs.height) == (ours.width, ours.height), "it is \(theirs.width) x \(theirs.height)")
            let differing = zip(theirs.pixels, ours.bytes).count { $0 != $1 }
            try require(differing == 0, "\(differing) pixels differ")
            return "\(theirs.pixels.count) pixels"
        }
    }
}
