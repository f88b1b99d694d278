import Foundation
import Ground
import Testing

@testable import TrustedUpdate

/// A target that comes in pieces, as over a network that breaks.
@Suite("A partial file")
struct PartialFileTests {
    /// Hands out a file, at most `patience` bytes of it at each call.
    private final class BreakingSource: MetadataSource {
        let content: [UInt8]
        let patience: Int
        let continues: Bool

        init(_ content: [UInt8], patience: Int, continues: Bool = true) {
            (self.content, self.patience, self.continues) = (content, patience, continues)
        }

        func metadata(_ name: String, limit: Int) async throws(Fault) -> Data? { nil }

        func target(_ path: String, into file: PartialFile, attempt: Int) async throws(Fault) {
            if !continues { try file.restart() }
            let piece = content.dropFirst(file.count).prefix(patience)
            try WipingBytes(piece).withBytes { (bytes) throws(Fault) in try file.append(UnsafeRawBufferPointer(bytes)) }
            if file.count < content.count { throw Fault(.init("hub.unreachable"), "the line is cut") }
        }
    }

    private let content = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

    /// A client whose repository signs for `content` and whose source is the one given.
    private func client(_ fixture: Fixture, _ source: BreakingSource) async throws -> (TrustedClient, TargetFile) {
        try await fixture.repository.publish(
            adding: [NewTarget(path: "a/file", data: Data(content))], now: Fixture.start)
        let target = try #require(try await fixture.client().refresh(now: Fixture.start).targets.first)
        return (try fixture.client(source: source), target)
    }

    @Test("is continued where it was cut, and in place only when it is whole")
    func continued() async throws {
        let fixture = try await Fixture()
        let (client, target) = try await client(fixture, BreakingSource(content, patience: 400))
        let file = fixture.folder.appending(path: "file")
        for _ in 0..<2 {
            await #expect(throws: Fault(.init("hub.unreachable"), "")) { try await client.fetch(target, to: file) }
            #expect(!FileManager.default.fileExists(atPath: file.path))
        }
        #expect(try DurableFile.size(of: PartialFile.place(of: target, beside: file)) == 800)
        try await client.fetch(target, to: file)
        #expect(try Data(contentsOf: file) == Data(content))
        #expect(!FileManager.default.fileExists(atPath: PartialFile.place(of: target, beside: file).path))
    }

    @Test("that the disk has damaged is fetched again from the start")
    func damagedRest() async throws {
        let fixture = try await Fixture()
        let (client, target) = try await client(fixture, BreakingSource(content, patience: 1000))
        let file = fixture.folder.appending(path: "file")
        try Data(repeating: 0, count: 300).write(to: PartialFile.place(of: target, beside: file))
        try await client.fetch(target, to: file)
        #expect(try Data(contentsOf: file) == Data(content))
    }

    @Test("begins again with a source that cannot continue")
    func restarted() async throws {
        let fixture = try await Fixture()
        let (client, target) = try await client(fixture, BreakingSource(content, patience: 1000, continues: false))
        let file = fixture.folder.appending(path: "file")
        try Data(content.prefix(300)).write(to: PartialFile.place(of: target, beside: file))
        try await client.fetch(target, to: file)
        #expect(try Data(contentsOf: file) == Data(content))
    }

    @Test("of other bytes is thrown away, and never put in place")
    func forged() async throws {
        let fixture = try await Fixture()
        var forged = content
        forged[999] ^= 1
        let (client, target) = try await client(fixture, BreakingSource(forged, patience: 1000))
        let file = fixture.folder.appending(path: "file")
        await #expect(throws: Fault(.init("trust.mismatch"), "")) { try await client.fetch(target, to: file) }
        #expect(!FileManager.default.fileExists(atPath: PartialFile.place(of: target, beside: file).path))
        #expect(!FileManager.default.fileExists(atPath: file.path))
    }
}
