/// Reads numbers and pieces of bytes that somebody else wrote, one after the other and never beyond their end.
///
/// Total: what is missing is a fault, and a length is never believed before so many bytes are there.
///
///     var reader = ByteReader(message, orThrow: Fault(.batchInvalid, "the batch is cut off; make it again"))
///     let item = try reader.bytes(Int(reader.uint32()))
public struct ByteReader<Bytes: RandomAccessCollection> where Bytes.Element == UInt8 {
    @usableFromInline let start: Int
    @usableFromInline var rest: Bytes.SubSequence
    @usableFromInline let cutOff: () -> Fault

    /// - Parameter cutOff: what is thrown when more is asked for than there is.
    @inlinable
    public init(_ bytes: Bytes, orThrow cutOff: @escaping @autoclosure () -> Fault) {
        start = bytes.count
        rest = bytes[...]
        self.cutOff = cutOff
    }

    /// Bytes read so far.
    @inlinable public var offset: Int { start - rest.count }
    /// Bytes that are still to be read.
    @inlinable public var left: Int { rest.count }

    /// The next `count` bytes, where they lie.
    @inlinable
    public mutating func bytes(_ count: Int) throws(Fault) -> Bytes.SubSequence {
        guard count >= 0, count <= rest.count else { throw cutOff() }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// The next integer.
    ///
    /// - Parameter order: which of its bytes comes first.
    @inlinable
    public mutating func integer<Value: FixedWidthInteger>(
        _ type: Value.Type = Value.self, _ order: ByteOrder = .bigEndian
    ) throws(Fault) -> Value {
        Value(try bytes(Value.bitWidth / 8), order)
    }

    /// The next integer, most significant byte first.
    @inlinable public mutating func uint8() throws(Fault) -> UInt8 { try integer() }
    @inlinable public mutating func uint16() throws(Fault) -> UInt16 { try integer() }
    @inlinable public mutating func uint32() throws(Fault) -> UInt32 { try integer() }
    @inlinable public mutating func uint64() throws(Fault) -> UInt64 { try integer() }
}
