import Capture
import Ground
import Imaging
import Testing

@Suite("A camera's frame")
struct FrameFormatTests {
    private func frame(
        _ kind: PixelFormat, width: UInt32, height: UInt32, stride: UInt32, _ bytes: some Collection<UInt8>
    )
        throws -> CameraFrame
    {
        try CameraFrame(
            bytes: WipingBytes(bytes),
            format: FrameFormat(code: kind.code, width: width, height: height, stride: stride),
            sequence: 0, captured: .now, losses: FrameLosses())
    }

    @Test("has the code of the kernel's header")
    func code() {
        #expect(PixelFormat.gray.code == 0x5945_5247)
        #expect(PixelFormat(code: 0x5659_5559) == .yuyv)
        #expect(PixelFormat(code: 0x3231_564E) == .nv12)
        #expect(PixelFormat(code: 0x3234_3248) == nil)
    }

    @Test(
        "becomes a picture row by row, whatever stands between the rows; one byte less is refused",
        arguments: [
            (.gray, 3, [1, 2, 9, 3, 4]), (.gray, 2, [1, 2, 3, 4]), (.gray, 0, [1, 2, 3, 4]),
            (.yuyv, 5, [1, 128, 2, 128, 9, 3, 128, 4, 128]), (.yuyv, 4, [1, 128, 2, 128, 3, 128, 4, 128]),
            (.nv12, 2, [1, 2, 3, 4, 128, 128]), (.nv12, 3, [1, 2, 9, 3, 4, 9, 128, 128]),
        ] as [(PixelFormat, UInt32, [UInt8])])
    func picture(kind: PixelFormat, stride: UInt32, bytes: [UInt8]) throws {
        let image = try frame(kind, width: 2, height: 2, stride: stride, bytes).picture()
        #expect(image.withPixels { Array($0) } == [1, 2, 3, 4])
        #expect(throws: Fault(.init("camera.frame"), "")) {
            _ = try frame(kind, width: 2, height: 2, stride: stride, bytes.dropLast())
        }
    }

    // The same pixels through libjpeg and back, so that rows, strides and colours cannot be mixed up unnoticed.
    @Test(
        "becomes a JPEG of the same picture, whatever stands between the rows",
        arguments: [PixelFormat.gray, .yuyv, .nv12], [0, 10])
    func jpeg(kind: PixelFormat, padding: Int) throws {
        let (width, height) = (64, 48)
        let luma = (0..<height).map { y in (0..<width).map { x in UInt8(40 + 2 * x + y) } }
        let gap = [UInt8](repeating: 255, count: padding)
        var bytes = luma.flatMap { row in (kind == .yuyv ? row.flatMap { [$0, 128] } : row) + gap }
        if kind == .nv12 { bytes += (0..<height / 2).flatMap { _ in [UInt8](repeating: 128, count: width) + gap } }
        let stride = UInt32((kind == .yuyv ? 2 * width : width) + padding)
        let made = try frame(kind, width: 64, height: 48, stride: stride, bytes).jpeg(quality: 95)
        let image = try made.withBytes { try ImageFile.read(Array($0)) }
        #expect(image.width == width && image.height == height)
        image.withPixels { pixels in
            for y in 0..<height {
                for x in 0..<width { #expect(abs(Int(pixels[y * width + x]) - Int(luma[y][x])) < 8) }
            }
        }
    }

    @Test("in Motion JPEG of another size than was agreed on is refused, but for whole blocks")
    func otherSize() throws {
        let jpeg = try frame(.gray, width: 640, height: 368, stride: 640, [UInt8](repeating: 99, count: 640 * 368))
            .jpeg().withBytes(Array.init)
        #expect(try frame(.motionJPEG, width: 640, height: 360, stride: 0, jpeg).picture().height == 368)
        for (width, height) in [(640, 369), (640, 352), (320, 368), (1280, 720)] as [(UInt32, UInt32)] {
            let fault = #expect(throws: Fault.self) {
                _ = try frame(.motionJPEG, width: width, height: height, stride: 0, jpeg)
            }
            #expect(fault?.code.rawValue == "camera.frame" && fault?.message.contains("640 x 368") == true)
        }
    }

    @Test("in a JPEG that no browser must be given is refused as one of an unsupported kind, not as damage")
    func progressive() throws {
        var jpeg = try frame(.gray, width: 64, height: 32, stride: 64, [UInt8](repeating: 99, count: 64 * 32))
            .jpeg().withBytes(Array.init)
        let header = try #require(jpeg.firstRange(of: [0xFF, 0xC0]))
        jpeg[header.lowerBound + 1] = 0xC2
        #expect(throws: Fault(.init("camera.unsupported"), "")) {
            _ = try frame(.motionJPEG, width: 64, height: 32, stride: 0, jpeg)
        }
    }

    @Test(
        "of impossible size is refused",
        arguments: [
            (.gray, 0, 480, 640), (.gray, 640, 0, 640), (.gray, 640, 480, 639), (.gray, 100_000, 480, 100_000),
            (.gray, 640, 480, .max), (.yuyv, 641, 480, 1282), (.nv12, 640, 481, 640),
        ] as [(PixelFormat, UInt32, UInt32, UInt32)])
    func size(kind: PixelFormat, width: UInt32, height: UInt32, stride: UInt32) {
        #expect(throws: Fault(.init("camera.format"), "")) {
            _ = try FrameFormat(code: kind.code, width: width, height: height, stride: stride)
        }
    }
}
