import Ground
import Testing

@Suite("Byte reader")
struct ByteReaderTests {
    private static let cutOff = Fault(.init("test.cut"), "the test's bytes are cut off")

    @Test("Integers of every width are read in both orders, and written back")
    func integers() throws {
        let bytes: [UInt8] = [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF]
        var reader = ByteReader(bytes + bytes + bytes, orThrow: Self.cutOff)
        #expect(try reader.uint8() == 0x01)
        #expect(try reader.uint16() == 0x2345)
        #expect(try reader.uint32() == 0x6789_ABCD)
        #expect(try reader.uint8() == 0xEF)
        #expect(try reader.uint64() == 0x0123_4567_89AB_CDEF)
        #expect(try reader.integer(Int32.self, .littleEndian) == 0x6745_2301)
        #expect(try reader.integer(Int32.self, .littleEndian) == Int32(bitPattern: 0xEFCD_AB89))
        #expect(reader.left == 0 && reader.offset == 24)
        #expect(UInt64(bytes, .bigEndian).bytes(.bigEndian) == bytes)
        #expect(UInt64(bytes, .littleEndian).bytes(.littleEndian) == bytes)
        #expect(Int64([UInt8](repeating: 255, count: 8), .bigEndian) == -1)
    }

    @Test("Of fewer bytes than an integer has the others are zero, of more the least significant count")
    func otherWidths() {
        #expect(UInt32([1, 2], .bigEndian) == 0x0102 && UInt32([1, 2], .littleEndian) == 0x0201)
        #expect(UInt16([1, 2, 3], .bigEndian) == 0x0203 && UInt16([1, 2, 3], .littleEndian) == 0x0201)
        #expect(UInt32([UInt8](), .bigEndian) == 0)
    }

    @Test(
        "What is not there is the fault that was named, and nothing of it is read",
        arguments: [(0, -1), (0, 4), (2, 2), (3, 1), (3, .max), (1, .min)])
    func missing(offset: Int, count: Int) throws {
        // A slice: it does not begin at index 0.
        var reader = ByteReader([9, 1, 2, 3].dropFirst(), orThrow: Self.cutOff)
        _ = try reader.bytes(offset)
        #expect(throws: Self.cutOff) { try reader.bytes(count) }
        #expect(reader.offset == offset && reader.left == 3 - offset)
        #expect(try Array(reader.bytes(3 - offset)) == Array([1, 2, 3].dropFirst(offset)))
    }

    @Test("An integer that is cut off is no integer", arguments: 0..<8)
    func cutInteger(count: Int) {
        var reader = ByteReader([UInt8](repeating: 1, count: count), orThrow: Self.cutOff)
        #expect(throws: Self.cutOff) { try reader.uint64() }
        #expect(reader.left == count)
    }
}
