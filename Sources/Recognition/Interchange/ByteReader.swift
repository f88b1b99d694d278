internal import Ground

/// Reads big-endian numbers one after another and never beyond the end.
struct ByteReader {
    private let bytes: [UInt8]
    private(set) var offset = 0
    /// What is being read, for messages: for example `ISO/IEC 19794-2:2005 record`.
    private let what: String

    init(_ bytes: some Collection<UInt8>, _ what: String) {
        self.bytes = Array(bytes)
        self.what = what
    }

    var count: Int { bytes.count }
    var left: Int { bytes.count - offset }

    mutating func uint8() throws(Fault) -> UInt8 { try UInt8(number(1)) }
    mutating func uint16() throws(Fault) -> UInt16 { try UInt16(number(2)) }
    mutating func uint32() throws(Fault) -> UInt32 { try UInt32(number(4)) }

    /// - Throws: ``Fault`` `interchange.truncated`.
    mutating func bytes(_ count: Int) throws(Fault) -> [UInt8] {
        guard count <= left else {
            throw Fault(
                .interchangeTruncated,
                "the \(what) ends at byte \(bytes.count), but \(count) more are due at \(offset); fetch the file again")
        }
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }

    private mutating func number(_ count: Int) throws(Fault) -> UInt32 {
        try bytes(count).reduce(0) { $0 << 8 | UInt32($1) }
    }
}

extension [UInt8] {
    mutating func append(_ value: UInt16) { append(contentsOf: [UInt8(value >> 8), UInt8(value & 255)]) }
    mutating func append(_ value: UInt32) {
        append(UInt16(value >> 16))
        append(UInt16(value & 0xFFFF))
    }
}
