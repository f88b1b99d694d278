internal import Ground

/// What is kept of one print: its minutiae and what goes with them, in storage that wipes itself.
///
/// Thread-safe: immutable.
public struct Template: Sendable {
    /// Pixels at 500 ppi.
    public let width: UInt16
    /// Pixels at 500 ppi.
    public let height: UInt16
    /// 0 (useless) to 100.
    public let quality: UInt8
    private let storage: WipingBytes

    /// - Parameter minutiae: at most 255; the best ones are kept when there are more.
    public init(width: UInt16, height: UInt16, quality: UInt8, minutiae: [Minutia]) {
        self.width = width
        self.height = height
        self.quality = quality
        let kept = minutiae.sorted { $0.quality > $1.quality }.prefix(255)
        storage = WipingBytes(kept.flatMap(Self.row))
    }

    /// The minutiae, decoded.
    public var minutiae: [Minutia] {
        storage.withBytes { bytes in
            stride(from: 0, to: bytes.count, by: 7).map { at in
                Minutia(
                    x: UInt16(bytes[at]) << 8 | UInt16(bytes[at + 1]),
                    y: UInt16(bytes[at + 2]) << 8 | UInt16(bytes[at + 3]), direction: bytes[at + 4],
                    kind: Minutia.Kind(rawValue: bytes[at + 5]) ?? .other, quality: bytes[at + 6])
            }
        }
    }

    private static func row(_ minutia: Minutia) -> [UInt8] {
        [
            UInt8(minutia.x >> 8), UInt8(minutia.x & 255), UInt8(minutia.y >> 8), UInt8(minutia.y & 255),
            minutia.direction, minutia.kind.rawValue, minutia.quality,
        ]
    }
}
