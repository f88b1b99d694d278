import CVideo4Linux
import Ground
import Testing
import V4L2

@Suite("A camera")
struct CameraTests {
    @Test(
        "that is none is refused with what to do",
        arguments: [
            ("/dev/null", Fault("camera.notACamera", "")), ("/dev/no-such-camera", Fault("camera.missing", "")),
        ])
    func refused(path: String, fault: Fault) {
        #expect(throws: fault) { _ = try Camera(path: path) }
    }

    // The kernel's interface for 64-bit machines, which the requests' numbers contain.
    @Test("is spoken to in structures of the kernel's sizes")
    func layout() {
        #expect(MemoryLayout<v4l2_capability>.size == 104)
        #expect(MemoryLayout<v4l2_fmtdesc>.size == 64)
        #expect(MemoryLayout<v4l2_format>.size == 208)
        #expect(MemoryLayout<v4l2_requestbuffers>.size == 20)
        #expect(MemoryLayout<v4l2_buffer>.size == 88)
    }
}
