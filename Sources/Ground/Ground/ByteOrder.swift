/// Which byte of an integer comes first.
public enum ByteOrder: Sendable {
    /// The most significant, as on the network and in our own formats.
    case bigEndian
    /// The least significant, as on USB and in bitmaps.
    case littleEndian
}

extension FixedWidthInteger {
    /// The integer that such bytes stand for; of more bytes than it has room for, the least significant count.
    @inlinable
    public init(_ bytes: some Sequence<UInt8>, _ order: ByteOrder) {
        self = 0
        switch order {
        case .bigEndian:
            for byte in bytes { self = self << 8 | Self(truncatingIfNeeded: byte) }
        case .littleEndian:
            for (place, byte) in bytes.enumerated() { self |= Self(truncatingIfNeeded: byte) << (8 * place) }
        }
    }

    /// Its bytes in that order.
    @inlinable
    public func bytes(_ order: ByteOrder) -> [UInt8] {
        withUnsafeBytes(of: order == .bigEndian ? bigEndian : littleEndian) { Array($0) }
    }
}
