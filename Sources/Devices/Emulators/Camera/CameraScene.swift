public import Capture
public import Ground
internal import Imaging

/// What an emulated camera sees: a slope of grey with a bar that wanders, and the frame's number in black and white.
///
/// The pictures repeat after ``period`` frames, so that a camera need not draw while it streams.
public struct CameraScene: Sendable {
    /// Frames.
    public static let period = 8
    /// Pixels of a side of the squares that tell the number.
    private static let square = 16
    private static let digits = 4

    /// Pixels.
    public let width: Int
    /// Pixels.
    public let height: Int

    /// - Parameters:
    ///   - width: pixels, even, at least 64.
    ///   - height: pixels, even, at least 32.
    public init(width: Int, height: Int) {
        precondition(
            width >= 64 && height >= 32 && width % 2 == 0 && height % 2 == 0, "a scene has room for its number")
        self.width = width
        self.height = height
    }

    /// All frames of a period, as a camera sends them, without gaps between the rows.
    ///
    /// - Parameter tables: false leaves the Huffman tables out of Motion JPEG, as many cameras do.
    /// - Throws: ``Fault`` `image.memory`.
    public func frames(_ format: PixelFormat, tables: Bool = true) throws(Fault) -> [[UInt8]] {
        var frames: [[UInt8]] = []
        for number in 0..<Self.period {
            let gray = gray(number)
            switch format {
            case .gray: frames.append(gray)
            case .nv12: frames.append(gray + [UInt8](repeating: 128, count: gray.count / 2))
            case .yuyv: frames.append(gray.flatMap { [$0, 128] })
            case .motionJPEG:
                let jpeg = try ImageFile.jpegBytes(
                    of: WipingBytes(gray.flatMap { [$0, 128] }), .yuyv, width: width, height: height, stride: 2 * width,
                    quality: 85)
                let bytes = jpeg.withBytes(Array.init)
                frames.append(tables ? bytes : Self.withoutTables(bytes))
            }
        }
        return frames
    }

    /// The number in a picture of the scene; nil where it cannot be made out.
    public static func number(in picture: UnsafeBufferPointer<UInt8>, width: Int) -> Int? {
        var number = 0
        for digit in 0..<digits {
            let level = picture[square / 2 * width + digit * square + square / 2]
            guard level < 64 || level > 192 else { return nil }
            number = 2 * number + (level > 192 ? 1 : 0)
        }
        return number
    }

    private func gray(_ number: Int) -> [UInt8] {
        let bar = (number * width / Self.period)..<((number + 1) * width / Self.period)
        return [UInt8](unsafeUninitializedCapacity: width * height) { pixels, count in
            for y in 0..<height {
                for x in 0..<width {
                    let isDigit = y < Self.square && x < Self.digits * Self.square
                    let isSet = number >> (Self.digits - 1 - x / Self.square) & 1 == 1
                    // A little grain, so that the JPEG is as large as one of a face.
                    let slope = 40 + 150 * (x + y) / (width + height) + (x * 31 ^ y * 17) % 13
                    let level = isDigit ? (isSet ? 240 : 16) : bar.contains(x) ? 255 - slope : slope
                    pixels[y * width + x] = UInt8(level)
                }
            }
            count = width * height
        }
    }

    /// Leaves the Huffman segments out.
    private static func withoutTables(_ jpeg: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = [0xFF, 0xD8]
        var position = 2
        while jpeg[position + 1] != 0xDA {
            let length = 2 + Int(jpeg[position + 2]) << 8 + Int(jpeg[position + 3])
            if jpeg[position + 1] != 0xC4 { kept += jpeg[position..<position + length] }
            position += length
        }
        return kept + jpeg[position...]
    }
}
