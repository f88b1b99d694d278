import Foundation
import Ground
import Imaging
import Testing

@Suite("A frame of Motion JPEG")
struct MotionJPEGTests {
    private let whole: [UInt8]
    private let width = 64
    private let height = 48

    init() throws {
        let frame = (0..<64 * 48).flatMap { [UInt8(truncatingIfNeeded: $0 * 7), UInt8(truncatingIfNeeded: $0)] }
        whole = try ImageFile.jpegBytes(
            of: WipingBytes(frame), .yuyv, width: 64, height: 48, stride: 128, quality: 80
        ).withBytes(Array.init)
    }

    private func read(_ bytes: [UInt8]) throws -> MotionJPEG {
        try bytes.withUnsafeBufferPointer { try MotionJPEG($0) }
    }
    private func bytes(_ frame: MotionJPEG) -> [UInt8] { frame.bytes.withBytes(Array.init) }

    /// Marker and whole segment, up to the scan; the scan with everything behind it is the last.
    private func segments(_ jpeg: [UInt8]) -> [(marker: UInt8, bytes: [UInt8])] {
        var (position, found) = (2, [(marker: UInt8, bytes: [UInt8])]())
        while jpeg[position + 1] != 0xDA {
            let end = position + 2 + Int(jpeg[position + 2]) << 8 + Int(jpeg[position + 3])
            found.append((jpeg[position + 1], Array(jpeg[position..<end])))
            position = end
        }
        return found + [(0xDA, Array(jpeg[position...]))]
    }

    private func without(_ markers: Set<UInt8>) -> [UInt8] {
        [0xFF, 0xD8] + segments(whole).filter { !markers.contains($0.marker) }.flatMap(\.bytes)
    }

    @Test("that is whole stays what it is, but for its application data")
    func kept() throws {
        let frame = try read(whole)
        #expect(frame.width == width && frame.height == height)
        #expect(bytes(frame) == without([0xE0]))
    }

    // libjpeg writes the standard tables of its own, which makes it an independent witness of ours.
    @Test("without Huffman tables gets the standard ones")
    func tables() throws {
        let bare = without([0xC4])
        let frame = try read(bare)
        let added = Set(segments(bytes(frame)).filter { $0.marker == 0xC4 }.map(\.bytes))
        #expect(added == Set(segments(whole).filter { $0.marker == 0xC4 }.map(\.bytes)))
        #expect(try frame.picture().withPixels(Array.init) == ImageFile.read(whole).withPixels(Array.init))
    }

    @Test("loses comments, application data, fill bytes and whatever follows its end")
    func stripped() throws {
        var frame: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE1, 0, 6, 1, 2, 3, 4, 0xFF, 0xFE, 0, 5, 9, 9, 9]
        frame += segments(whole).flatMap { $0.bytes } + [0xFF, 0xD8, 0xFF, 1, 2, 3]
        #expect(try bytes(read(frame)) == without([0xE0]))
    }

    @Test("cut short anywhere is refused")
    func cut() {
        // All but the end marker, which is no part of the picture.
        for count in 0..<whole.count - 2 {
            for padding in [[], [0], [0xFF], .init(repeating: 0, count: 4000)] as [[UInt8]] {
                #expect(throws: Fault(.init("image.broken"), "")) { _ = try read(whole.prefix(count) + padding) }
            }
        }
    }

    @Test(
        "that only lacks its end marker is whole, however the buffer is filled up",
        arguments: [[], [0xFF], [0, 0, 0, 0], [0xFF, 0xFF]] as [[UInt8]], [false, true])
    func endless(padding: [UInt8], hasTables: Bool) throws {
        let picture = hasTables ? whole : without([0xC4])
        let frame = try read(picture.dropLast(2) + padding)
        #expect(try bytes(frame) == bytes(read(picture)))
    }

    /// libjpeg's, with a restart after each second unit, all three samplings of two components, and of one alone.
    @Test("may lack its end marker with restarts and other samplings", arguments: MotionJPEGSamples.restarts)
    func endings(_ base64: String) throws {
        let picture = [UInt8](try #require(Data(base64Encoded: base64)))
        #expect(try bytes(read(Array(picture.dropLast(2)))) == bytes(read(picture)))
        for count in 3..<12 {
            #expect(throws: Fault(.init("image.broken"), "")) { _ = try read(Array(picture.dropLast(count))) }
        }
    }

    @Test("with any one byte changed is refused, or decodes, or is refused by the decoder: nothing else happens")
    func mutated() throws {
        var kept = 0
        for index in whole.indices {
            for change: UInt8 in [0x01, 0x80, 0xFF] {
                var frame = whole
                frame[index] ^= change
                guard let read = try? read(frame) else { continue }
                kept += 1
                _ = try? read.picture()
                #expect(bytes(read).count <= frame.count + 420)
            }
        }
        // Both happen.
        #expect(kept > 0 && kept < 3 * whole.count)
    }

    @Test(
        "that is not plain baseline JPEG is refused",
        arguments: [
            (0xC0, 1, 0xC2), (0xC0, 1, 0xC9), (0xC0, 4, 12), (0xC0, 6, 0), (0xC0, 9, 4), (0xC0, 11, 0x33),
            (0xC0, 13, 1), (0xDA, 4, 1), (0xDA, 6, 0x22), (0xDA, 11, 1), (0xDB, 4, 0x10), (0xC4, 4, 0x02),
            (0xC4, 5, 3),
        ] as [(UInt8, Int, UInt8)])
    func refused(marker: UInt8, offset: Int, value: UInt8) {
        var isDone = false
        let frame = segments(whole).reduce(into: [0xFF, 0xD8] as [UInt8]) { frame, segment in
            var bytes = segment.bytes
            if segment.marker == marker, !isDone { (bytes[offset], isDone) = (value, true) }
            frame += bytes
        }
        #expect(throws: Fault.self) { _ = try read(frame) }
    }

    @Test(
        "with a marker inside its data is refused, with restarts it is not", arguments: [(0xD0, true), (0xC4, false)])
    func markers(marker: UInt8, isKept: Bool) {
        let frame = whole.dropLast(2) + [0xFF, marker, 0x11, 0xFF, 0xD9]
        #expect(((try? read(Array(frame))) != nil) == isKept)
    }

    @Test("may have bytes between its segments", arguments: [[0, 0], [0x55], [0, 1, 2, 3, 4, 5, 6]] as [[UInt8]])
    func gaps(gap: [UInt8]) throws {
        let frame = [0xFF, 0xD8] + gap + segments(whole).flatMap { $0.bytes + ($0.marker == 0xDA ? [] : gap) }
        #expect(try bytes(read(frame)) == without([0xE0]))
    }

    /// 32 x 8 in libjpeg's words: the left half of 200, the right half of 60, its colours sampled 4:1:1.
    @Test("may have one colour to four pixels, as baseline allows")
    func fourToOne() throws {
        let frame = try #require(Data(base64Encoded: Self.fourToOne))
        let picture = try read([UInt8](frame)).picture()
        #expect((picture.width, picture.height) == (32, 8))
        let row = (0..<32).map { picture[$0, 4] }
        let expected: [UInt8] = .init(repeating: 200, count: 16) + .init(repeating: 60, count: 16)
        #expect(zip(row, expected).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    }

    private static let fourToOne =
        "/9j/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAIACADAUEAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwD7Aor8iqKAP//Z"
}
