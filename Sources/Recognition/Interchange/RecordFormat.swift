internal import Ground

/// The formats of finger minutiae records that are read and written.
public enum RecordFormat: String, Sendable, CaseIterable {
    /// ISO/IEC 19794-2:2005, clause 7 (record format).
    case iso2005 = "iso-2005"
    /// ISO/IEC 19794-2:2011.
    case iso2011 = "iso-2011"
    case incits2004 = "incits-2004"
    /// The draft of 2007 that NIST's samples follow: as 2009, with two bytes of capture equipment instead of three.
    case incits2007 = "incits-2007"
    case incits2009 = "incits-2009"
    case incits2009Amendment1 = "incits-2009am1"

    var name: String {
        switch self {
        case .iso2005: "ISO/IEC 19794-2:2005 record"
        case .iso2011: "ISO/IEC 19794-2:2011 record"
        case .incits2004: "INCITS 378-2004 record"
        case .incits2007: "INCITS 378-2007 record"
        case .incits2009: "INCITS 378-2009 record"
        case .incits2009Amendment1: "INCITS 378-2009 amendment 1 record"
        }
    }

    /// INCITS counts angles by 2 degrees, ISO by 1.40625.
    var isIncits: Bool { self != .iso2005 && self != .iso2011 }
    /// Whether size and resolution stand once, in the record's header.
    var hasOneSize: Bool { self == .iso2005 || self == .incits2004 }

    var version: [UInt8] {
        switch self {
        case .iso2005, .incits2004: Array(" 20\0".utf8)
        case .iso2011, .incits2007, .incits2009: Array("030\0".utf8)
        case .incits2009Amendment1: Array("035\0".utf8)
        }
    }

    static let magic = Array("FMR\0".utf8)

    /// What the bytes begin like; nil where it is no finger minutiae record.
    ///
    /// The standards share their magic and two versions, so lengths must tell: ISO 2005 from INCITS 2004 by where the
    /// total length stands, the three of version 030 by which layout the whole record fills.
    public init?(of bytes: [UInt8]) {
        guard bytes.count >= 15, bytes.starts(with: Self.magic) else { return nil }
        switch Array(bytes[4..<8]) {
        case Array(" 20\0".utf8), Array("020\0".utf8):
            guard bytes.count >= 24 else { return nil }
            // INCITS has a two-byte length of 26 or more here, or zero and a four-byte length of at least 0x10000.
            let first = number(bytes, 8, 2)
            self = first < 26 && (first > 0 || number(bytes, 10, 2) >= 24) ? .iso2005 : .incits2004
        case Array("030\0".utf8):
            if Self.isTiled(bytes) {
                self = .iso2011
            } else {
                self = Self.isFilled(bytes, header: 20) ? .incits2007 : .incits2009
            }
        case Array("035\0".utf8): self = .incits2009Amendment1
        default: return nil
        }
    }

    /// Whether the representations of an ISO 2011 record fill it by the lengths they state.
    private static func isTiled(_ bytes: [UInt8]) -> Bool {
        var at = 15
        for _ in 0..<number(bytes, 12, 2) {
            guard at + 4 <= bytes.count else { return false }
            at += max(4, number(bytes, at, 4))
        }
        return at > 15 && at == bytes.count
    }

    /// Whether the views of an INCITS record whose header has so many bytes fill it.
    private static func isFilled(_ bytes: [UInt8], header: Int) -> Bool {
        guard bytes.count >= header else { return false }
        var at = header
        for _ in 0..<bytes[header - 2] {
            guard at + 17 <= bytes.count else { return false }
            at += 17 + 6 * Int(bytes[at + 16])
            guard at + 2 <= bytes.count else { return false }
            at += 2 + number(bytes, at, 2)
        }
        return at > header && at == bytes.count
    }
}

/// A big-endian number of so many bytes.
private func number(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int {
    Int(bytes[at..<at + count], .bigEndian)
}
