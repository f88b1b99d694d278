import Fingerprint
import Foundation
import Ground
import ListFiles
import Testing

@testable import Watchlist

@Suite("A list file")
struct ListFileTests {
    private let key: ListKey
    private let digest = String(repeating: "ab", count: 32)

    init() throws { key = try ListKey.random(identifier: "k1", list: "interpol") }

    private func entries(_ count: Int, templateBytes: Int = 40) throws -> [ListEntry] {
        try (0..<count).map {
            try ListEntry(record("r\(1000 + $0)", seed: UInt8($0 & 255), templateBytes: templateBytes))
        }.sorted { $0.precedes($1) }
    }

    @Test(
        "in whose place the link has put a pipe or a folder is a fault, and nobody waits for its writer",
        .timeLimit(.minutes(20)))
    func pipes() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lists-\(UUIDv7())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let pipe = folder.appending(path: "pipe.rll")
        try #require(mkfifo(pipe.path, 0o600) == 0)
        for place in [pipe, folder] {
            #expect(throws: Fault(.init("disk.read"), "")) { try ListInput(file: place) }
        }
        #expect(throws: Fault(.init("disk.missing"), "")) { try ListInput(file: folder.appending(path: "none.rll")) }
    }

    private func file(
        _ entries: [ListEntry], kind: ListHeader.Kind = .delta, compresses: Bool = true, format: ListFormat = .two
    ) throws -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        let header = try ListHeader(
            format: format, kind: kind, key: key, from: kind == .base ? 0 : 1, generation: 2, records: entries.count,
            resultDigest: digest, using: &random)
        let bytes = Bytes()
        var writer = try ListFileWriter(header, key: key, compresses: compresses) { bytes.all += $0 }
        for entry in entries { try writer.write(entry) }
        try writer.finish()
        return bytes.all
    }

    private func read(_ bytes: [UInt8], key: ListKey? = nil) throws(Fault) -> [ListEntry] {
        let key = key ?? self.key
        let reader = try ListFileReader(ListInput(Data(bytes))) { $0.keyIdentifier == key.identifier ? key : nil }
        var entries: [ListEntry] = []
        while let entry = try reader.next() { entries.append(entry) }
        return entries
    }

    /// Where each chunk lies.
    private func chunks(of bytes: [UInt8]) throws -> [Range<Int>] {
        let input = ListInput(Data(bytes))
        let header = try ListHeader { (count: Int) throws(Fault) in try input.read(count) }
        var ranges: [Range<Int>] = []
        var at = header.encoded.count
        while at < bytes.count {
            let length = bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
            ranges.append(at..<(at + 4 + length))
            at += 4 + length
        }
        return ranges
    }

    @Test("is read back as it was written, over many pieces", arguments: [true, false])
    func roundTrip(compresses: Bool) throws {
        var written = try entries(3000, templateBytes: 90)
        written = ListMerge.compose([written, [try ListEntry(id: written[2999].id, .remove)]])
        let bytes = try file(written, compresses: compresses)
        #expect(try chunks(of: bytes).count > 5)
        let back = try read(bytes)
        #expect(back.map(\.id) == written.map(\.id))
        #expect(zip(back, written).dropLast().allSatisfy { $0.isSame(as: $1) })
        #expect(try back.last?.record() == nil)
    }

    @Test("without entries is a valid file")
    func empty() throws { #expect(try read(file([])).isEmpty) }

    @Test("is refused when it is cut off anywhere", arguments: ListFormat.allCases)
    func truncation(format: ListFormat) throws {
        let bytes = try file(entries(3), format: format)
        for count in bytes.indices { #expect(throws: Fault.self) { try read(Array(bytes[..<count])) } }
    }

    @Test("is refused when any byte of it is changed", arguments: ListFormat.allCases)
    func flips(format: ListFormat) throws {
        let bytes = try file(entries(3), format: format)
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1 << UInt8(index % 8)
            #expect(throws: Fault.self) { try read(changed) }
        }
    }

    @Test("is refused when pieces are left out, exchanged, repeated or added")
    func pieces() throws {
        let bytes = try file(entries(1500, templateBytes: 90), compresses: false)
        let ranges = try chunks(of: bytes)
        try #require(ranges.count >= 4)
        let header = Array(bytes[..<ranges[0].lowerBound])
        let parts = ranges.map { Array(bytes[$0]) }
        let last = parts.count - 1
        let changed: [([[UInt8]], Fault.Code)] = [
            (Array(parts.dropLast()), .init("list.malformed")), (Array(parts.dropFirst()), .init("list.seal")),
            ([parts[0]] + parts[2...], .init("list.seal")), ([parts[1], parts[0]] + parts[2...], .init("list.seal")),
            ([parts[0]] + parts, .init("list.seal")), (parts + [parts[last]], .init("list.malformed")),
            (parts + [[0]], .init("list.malformed")), ([parts[last]], .init("list.seal")),
        ]
        for (parts, code) in changed {
            #expect(throws: Fault(code, "")) { try read(header + parts.flatMap(\.self)) }
        }
    }

    @Test("cannot be opened with another key, even one of the same name")
    func wrongKey() throws {
        let bytes = try file(entries(1))
        let sameName = try ListKey.random(identifier: "k1", list: "interpol")
        #expect(throws: Fault(.init("list.seal"), "")) { try read(bytes, key: sameName) }
        let otherName = try ListKey.random(identifier: "k2", list: "interpol")
        #expect(throws: Fault(.init("list.key"), "")) { try read(bytes, key: otherName) }
        let otherList = try ListKey(identifier: "k1", list: "national", secret: key.secret)
        #expect(throws: Fault(.init("list.key"), "")) { try read(bytes, key: otherList) }
    }

    @Test("of a later format asks for newer software")
    func version() throws {
        var bytes = try file([])
        bytes[3] = 4
        #expect(throws: Fault(.init("list.version"), "")) { try read(bytes) }
    }

    @Test("must have its records in order, and no removals in a base")
    func order() throws {
        #expect(throws: Fault(.init("list.malformed"), "")) { try read(file(entries(2).reversed())) }
        #expect(throws: Fault(.init("list.malformed"), "")) { try read(file(entries(1) + entries(1))) }
        let removal = [try ListEntry(id: "a", .remove)]
        #expect(throws: Fault(.init("list.malformed"), "")) { try read(file(removal, kind: .base)) }
        #expect(try read(file(removal)).count == 1)
    }

    @Test("that would unfold without end stays within its bound")
    func bomb() throws {
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        let small = try #require(zeros.withUnsafeBytes { Deflate.compress($0) })
        #expect(small.count < 2000)
        #expect(small.withUnsafeBytes { Deflate.expand($0, limit: 64 << 10) } == nil)
        #expect(small.withUnsafeBytes { Deflate.expand($0, limit: 1 << 20) } == zeros)
    }

    @Test("holds no readable byte of a record")
    func secrecy() throws {
        let bytes = try file(entries(3), compresses: false)
        #expect(Data(bytes).range(of: Data("armed".utf8)) == nil)
        #expect(Data(bytes).range(of: Data("r1000".utf8)) == nil)
    }
}

/// Collects what a writer appends.
private final class Bytes {
    var all: [UInt8] = []
}

@Suite("A record's bytes")
struct RecordCodingTests {
    @Test("with fields of a later version are read without them")
    func laterFields() throws {
        let payload = try RecordCoding.encode(record("a", fingers: 1, templateBytes: 3)).withBytes { Array($0) }
        let later = try RecordCoding.decode(id: "a", WipingBytes(payload + [200, 0, 0, 0, 2, 9, 9]))
        #expect(later.reference == "2026/a" && later.parts.count == 1)
    }

    @Test("of an unknown notice or finger are read as such")
    func unknownCodes() throws {
        let read = try RecordCoding.decode(id: "a", WipingBytes([1, 0, 0, 0, 1, 99, 7, 0, 0, 0, 2, 77, 5]))
        #expect(read.notice == .other)
        #expect(read.parts.map(\.finger) == [.unknown])
        #expect(read.parts[0].reference.withBytes { Array($0) } == [5])
    }

    @Test("cut anywhere are refused, or are a record with fewer fields")
    func truncation() throws {
        let payload = try RecordCoding.encode(record("a", fingers: 2, templateBytes: 5)).withBytes { Array($0) }
        var shorter = 0
        for count in payload.indices {
            do throws(Fault) {
                let read = try RecordCoding.decode(id: "a", WipingBytes(payload[..<count]))
                shorter += 1
                #expect(read.parts.count < 2)
            } catch { #expect(error.code == Fault.Code("list.malformed")) }
        }
        // After the notice, the reference, the caution and the first finger.
        #expect(shorter == 4)
    }

    @Test(
        "that no version writes are refused",
        arguments: [
            [], [1], [1, 0, 0, 0, 2, 1, 1], [1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1], [2, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1],
            [1, 0, 0, 0, 1, 1, 2, 0, 0, 0, 1, 0xFF], [1, 0, 0, 0, 1, 1, 3, 0, 0, 0, 1, 0],
            [1, 0, 0, 0, 1, 1, 7, 0, 0, 0, 0],
            [1, 0xFF, 0xFF, 0xFF, 0xFF, 1], [2, 0, 0, 0, 0],
        ] as [[UInt8]])
    func malformed(payload: [UInt8]) {
        #expect(throws: Fault(.init("list.malformed"), "")) { try RecordCoding.decode(id: "a", WipingBytes(payload)) }
    }
}
