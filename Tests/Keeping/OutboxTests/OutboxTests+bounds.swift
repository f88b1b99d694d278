import CaseMessages
import Crypto
import Foundation
import Ground
import Testing

@testable import Outbox

extension OutboxTests {
    @Test("A filling outbox gives the alarm, then refuses health, then messages, hits last")
    func bounds() async throws {
        try await withFile { file in
            let outbox = try Outbox(file, limits: OutboxLimits(bytes: 1 << 20, items: 10))
            let full = Fault(.init("outbox.full"), "")
            for _ in 0..<4 { #expect(!(try await outbox.enqueue(item()).isFilling)) }
            for _ in 0..<3 { #expect(try await outbox.enqueue(item()).isFilling) }
            #expect(try await outbox.enqueue(item(.health)).isFilling)
            await #expect(throws: full) { try await outbox.enqueue(item(.health)) }
            try await outbox.enqueue(item(.message))
            await #expect(throws: full) { try await outbox.enqueue(item(.message)) }
            try await outbox.enqueue(item(.hit))
            await #expect(throws: full) { try await outbox.enqueue(item(.hit)) }
            #expect(try await outbox.status().depth == 10)
        }
    }

    @Test("A hit and its attachment are kept together or not at all, and leave in that order")
    func withAttachment() async throws {
        try await withFile { file in
            let outbox = try Outbox(file, limits: OutboxLimits(bytes: 1 << 20, items: 10))
            let (hit, pieces) = (item(), [item(.attachment), item(.attachment)])
            #expect(try await outbox.enqueue([hit] + pieces).depth == 3)
            let later = [item(.health), item()]
            for item in later { try await outbox.enqueue(item) }
            let order = [hit, later[1], later[0]] + pieces
            #expect(try OutboxReader(file).waiting(limit: 9) == order.map(\.identifier))
            #expect(try OutboxReader(file).item(pieces[1].identifier) == pieces[1])
            // From half of a limit on there is no room for attachments; nothing of the hit is kept either.
            await #expect(throws: Fault(.init("outbox.full"), "")) {
                try await outbox.enqueue([item(), item(.attachment)])
            }
            await #expect(throws: Fault(.init("outbox.duplicate"), "")) { try await outbox.enqueue([item(), hit]) }
            #expect(try await outbox.status().depth == 5)
            #expect(try OutboxReader(file).waiting(limit: 9) == order.map(\.identifier))
            #expect(try await Outbox(file).status().depth == 5)
            try await outbox.enqueue(item())
        }
    }

    @Test("While the disk has no room but the reserve, an attachment is refused and its hit taken alone")
    func onReserve() async throws {
        try await withFile { file in
            let outbox = try Outbox(file, limits: OutboxLimits(reserve: 8 << 20))
            #expect(DiskReserve(file: URL(filePath: file.path + ".reserve"), size: 8 << 20).release())
            await #expect(throws: Fault(.init("outbox.full"), "")) {
                try await outbox.enqueue([item(), item(.attachment)])
            }
            #expect(try await outbox.enqueue(item()).depth == 1)
        }
    }

    @Test("Bytes bound the outbox too, and one item never exceeds what the hub takes")
    func bytes() async throws {
        try await withFile { file in
            let outbox = try Outbox(file, limits: OutboxLimits(bytes: 100, items: 10))
            try await outbox.enqueue(item(bytes: Data(count: 60)))
            await #expect(throws: Fault(.init("outbox.full"), "")) {
                try await outbox.enqueue(item(bytes: Data(count: 41)))
            }
            try await outbox.enqueue(item(bytes: Data(count: 40)))
            await #expect(throws: Fault(.init("outbox.tooLarge"), "")) {
                try await outbox.enqueue(item(bytes: Data(count: SealedItem.limit + 1)))
            }
        }
    }

    @Test("A reader without an outbox says that the station has not made it")
    func missing() async throws {
        try await withFile { file in
            #expect(throws: Fault(.init("outbox.missing"), "")) { try OutboxReader(file) }
        }
    }

    @Test("A file that is no outbox is named and left alone")
    func foreign() async throws {
        try await withFile { file in
            let text = Data(String(repeating: "not a database. ", count: 64).utf8)
            try text.write(to: file)
            #expect(throws: Fault(.init("outbox.damaged"), "")) { try Outbox(file) }
            #expect(try Data(contentsOf: file) == text)
        }
    }

    @Test("A truncated file never opens as a whole one", arguments: [1, 100, 4096, 5000, 9000])
    func truncated(count: Int) async throws {
        try await withFile { file in
            let outbox = try Outbox(file)
            for _ in 0..<5 { try await outbox.enqueue(item(bytes: Data(count: 9000))) }
            let one = item()
            try await outbox.enqueue(one)
            _ = try await outbox.erase(try receipt(for: one), key: hub.publicKey, device: "gate-7")
            let copy = file.deletingLastPathComponent().appending(path: "copy.sqlite")
            try Data(contentsOf: file).prefix(count).write(to: copy)
            #expect(throws: Fault.self) { try Outbox(copy) }
        }
    }

    @Test("Those who queue at once each get an answer of their own, and all that were taken are there")
    func together() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "outbox-\(UUIDv7())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "outbox.sqlite")
        let outbox = try Outbox(file, limits: OutboxLimits(items: 100))
        let items = (0..<120).map { _ in item() }
        let taken = await withTaskGroup(of: UUIDv7?.self) { group in
            // Each comes twice, and may be kept once.
            for item in items + items {
                group.addTask { (try? await outbox.enqueue(item)).map { _ in item.identifier } }
            }
            return await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
        }
        #expect(taken.count == 100 && Set(taken).count == 100)
        #expect(Set(try OutboxReader(file).waiting(limit: 1000)) == Set(taken))
        #expect(try await Outbox(file).status().depth == 100)
    }

    @Test("Receipts that come together erase together: a false one stays behind, and no byte of the others")
    func batch() async throws {
        try await withFile { file in
            let outbox = try Outbox(file)
            let secrets = (0..<20).map { Data("secret number \($0) that must go".utf8) }
            let items = secrets.map { item(bytes: $0) }
            for item in items { try await outbox.enqueue(item) }
            let stranger = Curve25519.Signing.PrivateKey()
            let receipts = try items.enumerated().map { index, item in
                try Receipt(
                    signing: item.identifier, digest: Hex.encode(SHA256.hash(data: item.bytes)),
                    received: Timestamp(milliseconds: 1), device: "gate-7", with: index == 7 ? stranger : hub)
            }
            let results = try await outbox.erase(receipts, key: hub.publicKey, device: "gate-7")
            #expect(results.enumerated().allSatisfy { ((try? $1.get()) == nil) == ($0 == 7) })
            try await outbox.overwrite()
            for (index, secret) in secrets.enumerated() {
                #expect(try occurrences(of: secret, beside: file) == (index == 7 ? 1 : 0))
            }
        }
    }

    @Test("The reserve is really allocated, given up step by step, and taken back")
    func reserve() async throws {
        try await withFile { file in
            let reserve = DiskReserve(file: file, size: 10 << 20)
            #expect(reserve.fill() && reserve.held == 10 << 20)
            var released = 0
            while reserve.release() { released += 1 }
            #expect(released == 3 && reserve.held == 0)
            #expect(reserve.fill() && reserve.held == 10 << 20)
        }
    }
}
