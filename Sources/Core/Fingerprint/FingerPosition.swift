/// Which finger, numbered as in ISO/IEC 19794-2 and ANSI/NIST-ITL.
public enum FingerPosition: UInt8, Sendable, Codable, Hashable, CaseIterable {
    case unknown = 0
    case rightThumb, rightIndex, rightMiddle, rightRing, rightLittle
    case leftThumb, leftIndex, leftMiddle, leftRing, leftLittle
}
