import Ground
import Imaging
import Testing
import V4L2

@Suite("A camera's frame")
struct FrameFormatTests {
    @Test(
        "is in the best format the camera offers",
        arguments: [
            (["MJPG", "YUYV", "GREY"], PixelFormat.gray), (["MJPG", "YUYV"], .yuyv), (["NV12", "MJPG"], .motionJPEG),
            (["NV12"], nil), ([], nil),
        ])
    func choice(offers: [String], expected: PixelFormat?) {
        // As in linux/videodev2.h: the first letter is the lowest byte.
        let codes = offers.map { offer in
            offer.utf8.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << (8 * UInt32($1.offset)) }
        }
        #expect(PixelFormat.best(of: codes) == expected)
    }

    @Test("has the code of the kernel's header")
    func code() {
        #expect(PixelFormat.gray.code == 0x5945_5247)
        #expect(PixelFormat(code: 0x5659_5559) == .yuyv)
        #expect(PixelFormat(code: 0x3231_564E) == nil)
    }

    @Test(
        "becomes a picture row by row, whatever stands between the rows",
        arguments: [
            (PixelFormat.gray, 3, [1, 2, 9, 3, 4]), (.gray, 2, [1, 2, 3, 4]),
            (.yuyv, 5, [1, 128, 2, 128, 9, 3, 128, 4, 128]), (.yuyv, 4, [1, 128, 2, 128, 3, 128, 4, 128]),
        ] as [(PixelFormat, UInt32, [UInt8])])
    func picture(kind: PixelFormat, stride: UInt32, frame: [UInt8]) throws {
        let format = try FrameFormat(code: kind.code, width: 2, height: 2, stride: stride)
        let image = try frame.withUnsafeBytes { try format.picture(of: $0) }
        #expect(image.withPixels { Array($0) } == [1, 2, 3, 4])
        for count in 0..<frame.count {
            #expect(throws: Fault("camera.frame", "")) {
                _ = try frame.prefix(count).withUnsafeBytes { try format.picture(of: $0) }
            }
        }
    }

    @Test("in MJPEG that is no JPEG is refused")
    func broken() throws {
        let format = try FrameFormat(code: PixelFormat.motionJPEG.code, width: 640, height: 480, stride: 0)
        #expect(throws: Fault.self) { _ = try [0xFF, 0xD8, 0xFF].withUnsafeBytes { try format.picture(of: $0) } }
    }

    @Test(
        "of impossible size is refused",
        arguments: [(0, 480, 640), (640, 0, 640), (640, 480, 639), (100_000, 480, 100_000), (640, 480, .max)]
            as [(UInt32, UInt32, UInt32)])
    func size(width: UInt32, height: UInt32, stride: UInt32) {
        #expect(throws: Fault("camera.format", "")) {
            _ = try FrameFormat(code: PixelFormat.gray.code, width: width, height: height, stride: stride)
        }
    }
}
