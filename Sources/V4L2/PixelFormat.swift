/// The kinds of frame that are understood, best first: the fewer steps to grey, the better.
public enum PixelFormat: String, Sendable, Hashable, CaseIterable {
    case gray = "GREY"
    case yuyv = "YUYV"
    case motionJPEG = "MJPG"

    /// The four letters as the kernel packs them, the first in the lowest byte.
    public var code: UInt32 { rawValue.utf8.reversed().reduce(0) { $0 << 8 | UInt32($1) } }

    /// nil for formats that are not understood.
    public init?(code: UInt32) {
        guard let format = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = format
    }

    /// The best of what a camera offers; nil when it offers nothing that is understood.
    public static func best(of codes: [UInt32]) -> PixelFormat? { allCases.first { codes.contains($0.code) } }
}
