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
    /// The standards share their magic and two versions, and writers state wrong lengths and pad. So a record is of the
    /// format whose views fill it; else of one that leaves only zeros, or ends where the header says; else of the
    /// likeliest.
    public init?(of bytes: [UInt8]) {
        guard bytes.count >= 24, bytes.starts(with: Self.magic) else { return nil }
        let likely: [RecordFormat]
        switch Array(bytes[4..<8]) {
        case Array(" 20\0".utf8), Array("020\0".utf8):
            // INCITS has a two-byte length of 26 or more here, or zero and a four-byte length of at least 0x10000.
            let hasShortLength = bytes[8] > 0 || bytes[9] >= 26 || (bytes[9] == 0 && bytes[10] == 0 && bytes[11] < 24)
            likely = hasShortLength ? [.incits2004, .iso2005] : [.iso2005, .incits2004]
        case Array("030\0".utf8):
            // ISO counts its views here, and says whether it has certificates; INCITS names its product.
            let isISO = bytes[12] == 0 && bytes[14] <= 1
            likely = isISO ? [.iso2011, .incits2007, .incits2009] : [.incits2009, .incits2007, .iso2011]
        case Array("035\0".utf8): likely = [.incits2009Amendment1]
        default: return nil
        }
        let ends = likely.map { $0.end(of: bytes) }
        let filled = ends.firstIndex { $0?.end == bytes.count }
        let padded = ends.firstIndex { end in
            end.map { $0.end == $0.stated || bytes[$0.end...].allSatisfy { $0 == 0 } } ?? false
        }
        self = likely[filled ?? padded ?? 0]
    }

    /// Where the views of a record end if it is of this format, and where it says that they do; nil where it is not.
    private func end(of bytes: [UInt8]) -> (end: Int, stated: Int)? {
        var record = FingerMinutiaeRecord(format: self)
        return try? record.read(bytes, strict: false)
    }
}
