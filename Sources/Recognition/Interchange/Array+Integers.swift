internal import Ground

extension [UInt8] {
    mutating func append(_ value: UInt16) { self += value.bytes(.bigEndian) }
    mutating func append(_ value: UInt32) { self += value.bytes(.bigEndian) }
}
