import CaseMessages
import DeviceIdentity
import Foundation
import Ground
import Testing

@testable import Hub

@Suite("Files that travel from a device by hand")
struct FileByHandTests {
    /// Seals the pieces as the device does, spoils what the test wants spoilt, and ends the file.
    private func file(
        _ pieces: [[UInt8]], of device: Device, _ purpose: SealingPurpose, spoil: (inout [UInt8]) -> Void = { _ in }
    ) throws -> URL {
        var writer = SealedFileWriter(device.station, for: purpose)
        var bytes = writer.head
        for piece in pieces { bytes += try writer.piece(WipingBytes(piece)) }
        bytes += try writer.end()
        spoil(&bytes)
        let url = device.state.root.appending(path: "by-hand-\(UUIDv7())")
        try Data(bytes).write(to: url)
        return url
    }

    private func batch(_ items: [SealedItem]) -> [UInt8] { Array(ItemBatch(items.map(ItemBatch.Entry.init)).encoded()) }

    @Test("A piece that is no batch is lost and said; the items before and after it are taken, each once")
    func items() async throws {
        try await withDevice { center, device in
            let before = [try await device.enqueue("first"), try await device.enqueue("second")]
            let after = [try await device.enqueue("third")]
            let url = try file(
                [batch(before), Array("no batch".utf8), batch(after), Array("no batch".utf8)], of: device, .outboxFile)
            for _ in 0..<2 {
                let (items, problem) = try await center.hub.importItems(from: url)
                #expect(items.map(\.item) == (before + after).map(\.identifier))
                #expect(items.allSatisfy { $0.receipt != nil && $0.refusal == nil })
                #expect(problem?.code == Fault.Code("batch.invalid"))
            }
            #expect(try await center.hub.held() == 3)
        }
    }

    @Test("An item that conflicts is refused by itself, those beside it are taken")
    func conflict() async throws {
        try await withDevice { center, device in
            let (one, two) = (try await device.enqueue("one"), try await device.enqueue("two"))
            let other = SealedItem(
                identifier: one.identifier, kind: .hit, created: one.created, bytes: Data("other".utf8))
            _ = try await center.hub.importItems(from: file([batch([one])], of: device, .outboxFile))
            let (items, problem) = try await center.hub.importItems(
                from: file([batch([other, two])], of: device, .outboxFile))
            #expect(items.map { $0.receipt == nil } == [true, false])
            #expect(problem == nil)
            #expect(try await center.hub.held() == 2)
        }
    }

    @Test("A file that was cut off gives what came before the cut, and says so")
    func cut() async throws {
        try await withDevice { center, device in
            let item = try await device.enqueue("first")
            let last = try await device.enqueue("second")
            let url = try file([batch([item]), batch([last])], of: device, .outboxFile) { $0.removeLast(100) }
            let (items, problem) = try await center.hub.importItems(from: url)
            #expect(items.map(\.item).first == item.identifier)
            #expect(problem?.code == Fault.Code("file.cut"))
        }
    }

    @Test(
        "A file of an audit log with a name that leads elsewhere is left out and said; the others are told in order",
        arguments: ["../../etc/passwd", "0000000001.txt", "00000000010.log", "", "abcdefghij.log"])
    func audit(name: String) async throws {
        try await withDevice { center, device in
            let pieces = [("0000000001.log", "a"), (name, "evil"), ("0000000002.log", "b\nc")]
            let url = try file(pieces.map { Array("\($0.0)\n\($0.1)".utf8) }, of: device, .auditFile)
            var told: [String: String] = [:]
            let (whose, problem) = try await center.hub.openAudit(url) { name, content throws(Fault) in
                told[name] = String(decoding: content, as: UTF8.self)
            }
            #expect(told == ["0000000001.log": "a", "0000000002.log": "b\nc"])
            #expect(whose.description == device.link.device)
            #expect(problem?.code == Fault.Code("file.invalid"))
        }
    }
}
