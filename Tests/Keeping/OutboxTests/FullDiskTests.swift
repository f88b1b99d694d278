import CaseMessages
import Crypto
import Foundation
import Ground
import SmallDisk
import Testing

@testable import Outbox

@Suite(
    "The outbox on a full disk", .serialized,
    .enabled(if: SmallDisk.isGiven, SmallDisk.elsewhere))
struct FullDiskTests {
    private let disk: SmallDisk
    private let folder: URL
    private let hub = Curve25519.Signing.PrivateKey()

    init() throws {
        disk = try SmallDisk()
        folder = disk.place("outbox")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func item() -> SealedItem {
        let bytes = Data((0..<20_000).map { _ in UInt8.random(in: .min ... .max) })
        return SealedItem(identifier: UUIDv7(), kind: .hit, created: Timestamp(Date()), bytes: bytes)
    }

    private func receipt(for item: SealedItem) throws -> Receipt {
        try Receipt(
            signing: item.identifier, digest: Hex.encode(SHA256.hash(data: item.bytes)), received: item.created,
            device: "gate-7", with: hub)
    }

    /// What a station that starts now finds.
    private func kept(_ file: URL) throws -> Set<UUIDv7> { Set(try OutboxReader(file).waiting(limit: 10_000)) }

    @Test(
        "Whatever write of an enqueue it fails: the item is refused, the others stay, and the next is taken with room")
    func enqueue() async throws {
        defer { disk.giveBack(folder) }
        let file = folder.appending(path: "outbox.sqlite")
        var refused = 0
        var accepted: Set<UUIDv7> = []
        // No reserve: its giving way would hide the refusal.
        var outbox = try Outbox(file, limits: OutboxLimits(reserve: 0))
        for round in 0..<20 {
            try disk.leaveFree(round * 4096)
            for _ in 0..<6 {
                let item = item()
                do {
                    try await outbox.enqueue(item)
                    accepted.insert(item.identifier)
                } catch {
                    #expect(error.code == Fault.Code("disk.full"))
                    refused += 1
                }
                #expect(try await outbox.status().depth == accepted.count)
            }
            disk.giveBack()
            let item = item()
            try await outbox.enqueue(item)
            accepted.insert(item.identifier)
            if round.isMultiple(of: 5) { outbox = try Outbox(file, limits: OutboxLimits(reserve: 0)) }
            #expect(try kept(file) == accepted)
        }
        #expect(refused > 20)
    }

    @Test("Whatever write of an erasure it fails: the item is there or gone, never half, and can be erased with room")
    func erase() async throws {
        defer { disk.giveBack(folder) }
        let file = folder.appending(path: "outbox.sqlite")
        let outbox = try Outbox(file, limits: OutboxLimits(reserve: 0))
        var refused = 0
        for round in 0..<12 {
            let items = (0..<4).map { _ in item() }
            for item in items { try await outbox.enqueue(item) }
            let receipts = try items.map(receipt)
            try disk.leaveFree(round * 4096)
            do throws(Fault) { _ = try await outbox.erase(receipts, key: hub.publicKey, device: "gate-7") } catch {
                refused += 1
                #expect(error.code == Fault.Code("disk.full"))
                #expect(try kept(file) == Set(items.map(\.identifier)))
            }
            disk.giveBack()
            _ = try await outbox.erase(receipts, key: hub.publicKey, device: "gate-7")
            try await outbox.overwrite()
            #expect(try kept(file) == [])
        }
        #expect(refused > 0)
    }

    @Test("With the reserve hits are taken on a full disk, and the status says that it is on the reserve")
    func reserve() async throws {
        defer { disk.giveBack(folder) }
        let outbox = try Outbox(
            folder.appending(path: "outbox.sqlite"), limits: OutboxLimits(reserve: 16 << 20))
        #expect(try await !outbox.status().isOnReserve)
        try disk.leaveFree(0)
        var last = OutboxStatus?.none
        for _ in 0..<50 { last = try await outbox.enqueue(item()) }
        #expect(last?.isOnReserve == true && last?.depth == 50)
    }

    @Test("On a full disk hits are noted in the reserve's room, and a start that misses some says so there too")
    func book() async throws {
        defer { disk.giveBack(folder) }
        let (file, book) = (folder.appending(path: "outbox.sqlite"), folder.appending(path: "queued"))
        let limits = OutboxLimits(reserve: 16 << 20)
        do {
            let outbox = try Outbox(file, limits: limits, book: book)
            try disk.leaveFree(0)
            for _ in 0..<50 { try await outbox.enqueue(item()) }
            _ = try await outbox.status()
        }
        #expect(try QueueBook.count(in: book) == 50)
        for end in ["", "-wal", "-shm"] { try FileManager.default.removeItem(atPath: file.path + end) }
        try disk.leaveFree(0)
        let outbox = try Outbox(file, limits: limits, book: book, now: Timestamp(milliseconds: 1_700_000_000_000))
        #expect(try await outbox.status().depth == 0)
        #expect(try QueueBook.count(in: book) == 0)
        #expect(try QueueBook.count(in: URL(filePath: book.path + ".damaged-20231114T221320000")) == 50)
    }

    @Test("An attachment that the disk has no room for does not take the reserve: its hit is taken, and hits after it")
    func attachment() async throws {
        defer { disk.giveBack(folder) }
        let file = folder.appending(path: "outbox.sqlite")
        let outbox = try Outbox(file, limits: OutboxLimits(reserve: 16 << 20))
        let pieces = (0..<8).map { _ in
            SealedItem(
                identifier: UUIDv7(), kind: .attachment, created: Timestamp(Date()),
                bytes: Data((0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }))
        }
        try disk.leaveFree(2 << 20)
        let hit = item()
        await #expect(throws: Fault(.init("outbox.full"), "")) { try await outbox.enqueue([hit] + pieces) }
        // At most one step of it, which is taken back when the log is emptied.
        #expect(DiskReserve(file: URL(filePath: file.path + ".reserve"), size: 16 << 20).held >= 12 << 20)
        try await outbox.enqueue(hit)
        for _ in 0..<50 { try await outbox.enqueue(item()) }
        #expect(try kept(file).count == 51 && kept(file).isDisjoint(with: pieces.map(\.identifier)))
        try await outbox.overwrite()
        #expect(try await outbox.status().depth == 51)
    }
}
