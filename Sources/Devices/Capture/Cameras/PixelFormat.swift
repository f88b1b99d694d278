internal import Ground

/// The kinds of frame that are understood, with their four letters.
public enum PixelFormat: String, Sendable, Hashable, Codable, CaseIterable {
    /// One byte a pixel.
    case gray = "GREY"
    /// Two bytes a pixel: brightness, and blue or red difference in turn.
    case yuyv = "YUYV"
    /// A plane of brightness, then one of both differences at half the size.
    case nv12 = "NV12"
    /// A JPEG a frame, often without its Huffman tables.
    case motionJPEG = "MJPG"

    /// The four letters as the kernel packs them, the first in the lowest byte.
    public var code: UInt32 { UInt32(rawValue.utf8, .littleEndian) }

    /// nil for formats that are not understood.
    public init?(code: UInt32) {
        guard let format = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = format
    }
}
