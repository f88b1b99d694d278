import CaseMessages
import Crypto
import Foundation
import Ground
import Testing

@testable import Outbox

@Suite("Outbox")
struct OutboxTests {
    let hub = Curve25519.Signing.PrivateKey()

    func item(_ kind: ItemKind = .hit, bytes: Data = Data("sealed".utf8)) -> SealedItem {
        SealedItem(identifier: UUIDv7(), kind: kind, created: Timestamp(milliseconds: 1000), bytes: bytes)
    }

    func receipt(for item: SealedItem) throws -> Receipt {
        try Receipt(
            signing: item.identifier, digest: Hex.encode(SHA256.hash(data: item.bytes)),
            received: Timestamp(milliseconds: 2000), device: "gate-7", with: hub)
    }

    func withFile(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "outbox-\(UUIDv7())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.appending(path: "outbox.sqlite"))
    }

    @Test("What was enqueued is there after reopening, and only once")
    func reopen() async throws {
        try await withFile { file in
            let kept = item()
            try await Outbox(file).enqueue(kept)
            let outbox = try Outbox(file)
            #expect(try await outbox.status().depth == 1)
            #expect(try OutboxReader(file).item(kept.identifier) == kept)
            await #expect(throws: Fault(.init("outbox.duplicate"), "")) { try await outbox.enqueue(kept) }
            let status = try await outbox.status()
            #expect((status.depth, status.bytes, status.oldest) == (1, 6, kept.created))
            #expect(!status.isFilling && !status.isOnReserve)
        }
    }

    @Test("The reader sees hits before messages before health, the oldest first, also while the station is closed")
    func order() async throws {
        try await withFile { file in
            let items = [item(.health), item(.message), item(.hit), item(.hit)]
            do {
                let outbox = try Outbox(file)
                for item in items { try await outbox.enqueue(item) }
            }
            let reader = try OutboxReader(file)
            #expect(try reader.waiting(limit: 9) == [items[2], items[3], items[1], items[0]].map(\.identifier))
            #expect(try reader.waiting(limit: 1) == [items[2].identifier])
        }
    }

    @Test(
        "A file that is taken away, exchanged or given a second name while it is open is missed at the next look",
        arguments: ["removed", "moved", "exchanged", "linked", "log removed"])
    func moved(what: String) async throws {
        try await withFile { file in
            let outbox = try Outbox(file)
            try await outbox.enqueue(item())
            let other = URL(filePath: file.path + ".other")
            switch what {
            case "removed": try FileManager.default.removeItem(at: file)
            case "moved": try FileManager.default.moveItem(at: file, to: other)
            case "exchanged":
                try FileManager.default.copyItem(at: file, to: other)
                try #require(rename(other.path, file.path) == 0)
            case "linked": try FileManager.default.linkItem(at: file, to: other)
            default: try FileManager.default.removeItem(atPath: file.path + "-wal")
            }
            await #expect(throws: Fault(.init("outbox.moved"), "")) { try await outbox.status() }
        }
    }

    @Test("A reader that is already open sees what is enqueued and erased")
    func liveReader() async throws {
        try await withFile { file in
            let outbox = try Outbox(file)
            let reader = try OutboxReader(file)
            let one = item()
            try await outbox.enqueue(one)
            #expect(try reader.status().depth == 1)
            #expect(try await outbox.erase(try receipt(for: one), key: hub.publicKey, device: "gate-7"))
            #expect(try reader.waiting(limit: 9) == [])
            #expect(try reader.item(one.identifier) == nil)
        }
    }

    @Test("An erased item leaves none of its bytes in any of the files", arguments: [100, 5000, 300_000])
    func erasure(count: Int) async throws {
        try await withFile { file in
            let secret = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) })
            let outbox = try Outbox(file)
            let (gone, stays) = (item(bytes: secret), item(bytes: Data("the other stays".utf8)))
            try await outbox.enqueue(gone)
            try await outbox.enqueue(stays)
            #expect(try occurrences(of: secret.prefix(64), beside: file) > 0)
            #expect(try await outbox.erase(try receipt(for: gone), key: hub.publicKey, device: "gate-7"))
            for start in stride(from: 0, through: count - 48, by: max(1, count / 20)) {
                #expect(try occurrences(of: secret[start..<start + 48], beside: file) == 0)
            }
            #expect(try occurrences(of: Data("the other stays".utf8), beside: file) > 0)
            #expect(!(try await outbox.erase(try receipt(for: gone), key: hub.publicKey, device: "gate-7")))
        }
    }

    func occurrences(of part: Data, beside file: URL) throws -> Int {
        let folder = file.deletingLastPathComponent()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return try names.filter { try Data(contentsOf: folder.appending(path: $0)).range(of: part) != nil }.count
    }

    @Test("A receipt for other bytes, another device or by another key erases nothing")
    func falseReceipts() async throws {
        try await withFile { file in
            let outbox = try Outbox(file)
            let kept = item()
            try await outbox.enqueue(kept)
            let other = try Receipt(
                signing: kept.identifier, digest: Hex.encode(SHA256.hash(data: Data())),
                received: Timestamp(milliseconds: 1), device: "gate-7", with: hub)
            let invalid = Fault(.init("receipt.invalid"), "")
            await #expect(throws: invalid) { try await outbox.erase(other, key: hub.publicKey, device: "gate-7") }
            let good = try receipt(for: kept)
            await #expect(throws: invalid) { try await outbox.erase(good, key: hub.publicKey, device: "gate-8") }
            await #expect(throws: invalid) {
                try await outbox.erase(good, key: Curve25519.Signing.PrivateKey().publicKey, device: "gate-7")
            }
            #expect(try await outbox.status().depth == 1)
        }
    }
}
