import CaseMessages
import Crypto
import DeviceIdentity
import Foundation
import Ground
import Testing
import Watchlist

@testable import Hub

/// What the hub relies on in a database, whichever it is.
@Suite("Storage") struct StorageTests {
    private static let owner = RecordsOwner(
        Curve25519.Signing.PrivateKey().publicKey, OpeningKey().sealingKey, isNew: true)

    /// Two stores over the same records, as two hub processes have them.
    private func withStores(_ body: (any SQLStore, any SQLStore) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "store-\(UUIDv7()).sqlite")
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + end) } }
        let address = try TestDatabase.fresh()
        func open() throws -> any SQLStore {
            if let address {
                try PostgreSQLStore(address, of: Self.owner, connections: 4)
            } else {
                try SQLiteStore(file, of: Self.owner)
            }
        }
        try await body(open(), open())
    }

    private func device(in store: any SQLStore) async throws -> UUIDv7 {
        let device = UUIDv7()
        try await store.transaction {
            try Inventory.add(
                device, stationKey: Data(count: 32), senderKey: Data(count: 32), keyDigest: Data(count: 32),
                authority: Data(count: 32), enrolled: Timestamp(milliseconds: 1),
                certificateEnds: Timestamp(milliseconds: 2), in: $0)
        }
        return device
    }

    @Test("What goes in comes out: extremes of numbers, any text, any bytes, nothing")
    func values() async throws {
        try await withStores { store, other in
            let bytes = Data((0...255).map { UInt8($0) })
            let text = "'; DROP TABLE item; -- \u{1F9FF}\n$1 ?"
            try await store.transaction { transaction in
                try transaction.execute(
                    "INSERT INTO pendingChange (list, identifier, sealed) VALUES ($1, $2, $3)", text, "", bytes)
                try transaction.execute(
                    "INSERT INTO pendingChange (list, identifier, sealed) VALUES ($1, $2, $3)", "x", "", Data?.none)
                for number in [Int64.min, -1, 0, 1, Int64.max] {
                    try transaction.execute(
                        "INSERT INTO publication (role, version) VALUES ($1, $2)", "\(number)", number)
                }
            }
            let rows = try await other.look { try $0.rows("SELECT * FROM pendingChange ORDER BY sequence") }
            #expect(try rows.map { try $0.get("list", as: String.self) } == [text, "x"])
            #expect(try rows.map { try $0.get("sealed", as: Data?.self) } == [bytes, nil])
            let numbers = try await other.look { try $0.rows("SELECT version FROM publication ORDER BY version") }
            #expect(try numbers.map { try $0.get("version", as: Int64.self) } == [.min, -1, 0, 1, .max])
            #expect(throws: Fault(.init("hub.database"), "")) { try rows[1].get("sealed", as: Data.self) }
            #expect(throws: Fault(.init("hub.database"), "")) { try rows[1].get("nothing", as: Data.self) }
        }
    }

    @Test("A fraction, which no column has, is damage and not nothing")
    func fraction() async throws {
        try await withStores { store, _ in
            await #expect(throws: Fault(.init("hub.database"), "")) {
                try await store.look { try $0.rows("SELECT 1.5 AS count") }
            }
        }
    }

    @Test("What a transaction throws undoes it, and nothing that went on beside it")
    func rollback() async throws {
        try await withStores { store, other in
            struct Outcome: Sendable { let isKept: Bool }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        let outcome = await Task { () async -> Fault? in
                            do throws(Fault) {
                                try await store.transaction { transaction in
                                    try transaction.execute(
                                        "INSERT INTO publication (role, version) VALUES ($1, $2)", "\(number)", number)
                                    if number % 2 == 1 { throw Fault(.init("test.odd"), "") }
                                }
                                return nil
                            } catch { return error }
                        }.value
                        #expect(outcome?.code.rawValue == (number % 2 == 1 ? "test.odd" : nil))
                    }
                }
                try await group.waitForAll()
            }
            let rows = try await other.look { try $0.rows("SELECT version FROM publication ORDER BY version") }
            #expect(try rows.map { try $0.get("version", as: Int.self) } == Array(stride(from: 0, to: 40, by: 2)))
        }
    }

    @Test("The same items at two hubs at once are one item each, with one receipt byte by byte")
    func exactlyOnce() async throws {
        try await withStores { store, other in
            let device = try await device(in: store)
            let key = Curve25519.Signing.PrivateKey()
            let items = (0..<30).map { _ in UUIDv7() }
            let receipts = try await withThrowingTaskGroup(of: (UUIDv7, Data).self) { group in
                for item in items {
                    for (number, store) in [store, other, store, other].enumerated() {
                        group.addTask {
                            let keeper = ItemStore(store: store, receiptKey: key)
                            let now = Timestamp(milliseconds: Int64(number))
                            let arrival = ItemStore.Arrival(identifier: item, kind: .hit, body: Data("\(item)".utf8))
                            let outcomes = try await keeper.receive([.success(arrival)], from: device, now: now)
                            return (item, try outcomes[0].get().receipt)
                        }
                    }
                }
                return try await group.reduce(into: [UUIDv7: Set<Data>]()) { $0[$1.0, default: []].insert($1.1) }
            }
            #expect(receipts.count == 30 && receipts.values.allSatisfy { $0.count == 1 })
            let rows = try await store.look { try $0.rows("SELECT count(*) AS count FROM item") }
            #expect(try rows.first?.get("count") == 30)
        }
    }

    @Test("Replies of two hubs to one device are numbered without a gap or a double")
    func messageNumbers() async throws {
        try await withStores { store, other in
            let device = try await device(in: store)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    let store = number % 2 == 0 ? store : other
                    group.addTask {
                        try await store.transaction { transaction in
                            try MessageStore.add(for: device, at: Timestamp(milliseconds: 0), in: transaction) {
                                Data("\($0)".utf8)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let messages = try await MessageStore(store: other).messages(for: device, after: 0)
            #expect(messages.map(\.number) == Array(1...20))
            #expect(messages.map(\.sealed) == (1...20).map { Data("\($0)".utf8) })
        }
    }

    @Test("A hub restored from an older copy gives no reply's number out again; a clock that goes back does no harm")
    func restoredNumbers() async throws {
        try await withStores { store, _ in
            let device = try await device(in: store)
            func reply(at milliseconds: Int64) async throws {
                try await store.transaction { transaction in
                    let now = Timestamp(milliseconds: milliseconds)
                    try MessageStore.add(for: device, at: now, in: transaction) { Data("\($0)".utf8) }
                }
            }
            func numbers() async throws -> [Int] {
                try await MessageStore(store: store).messages(for: device, after: 0).map(\.number)
            }
            for time in [1000, 1000, 1000] as [Int64] { try await reply(at: time) }
            #expect(try await numbers() == [1000, 1001, 1002])
            try await store.transaction { _ = try $0.execute("DELETE FROM message WHERE number > $1", 1000) }
            for time in [1003, 500] as [Int64] { try await reply(at: time) }
            #expect(try await numbers() == [1000, 1003, 1004])
        }
    }

    @Test("A database of a newer hub is not touched")
    func newer() async throws {
        try await withStores { store, _ in
            _ = try await store.transaction {
                try $0.execute("INSERT INTO migration (number, name) VALUES (99, 'of the future')")
            }
            await #expect(throws: Fault(.init("hub.database.newer"), "")) {
                try await store.transaction { try HubSchema.migrate($0, TestDatabase.dialect, for: Self.owner) }
            }
        }
    }

    @Test(
        "A full disk refuses what is to be written, with its own code, and keeps the rest",
        .enabled(if: TestDatabase.server == nil))
    func full() async throws {
        try await withStores { store, _ in
            let device = try await device(in: store)
            let keeper = ItemStore(store: store, receiptKey: Curve25519.Signing.PrivateKey())
            func put(_ bytes: Int) async throws(Fault) {
                let arrival = ItemStore.Arrival(identifier: UUIDv7(), kind: .hit, body: Data(count: bytes))
                _ = try await keeper.receive([.success(arrival)], from: device, now: Timestamp(milliseconds: 0))
            }
            try await put(100)
            // The file may not grow any more, as on a disk without space.
            try await store.transaction { try $0.define("PRAGMA max_page_count = 1") }
            for _ in 0..<3 { await #expect(throws: Fault(.init("disk.full"), "")) { try await put(1_000_000) } }
            try await store.transaction { try $0.define("PRAGMA max_page_count = 1000000") }
            try await put(1_000_000)
            let rows = try await store.look { try $0.rows("SELECT count(*) AS count FROM item") }
            #expect(try rows.first?.get("count") == 2)
        }
    }

    @Test("A hub of used SQLite records does not change its database; an unused one does, and remembers it")
    func otherDatabase() async throws {
        try await RunningHub.inFolder { folder in
            let hub = try await Hub.create(at: folder, title: "Test", hosts: ["127.0.0.1"])
            let address = "postgresql://nobody@127.0.0.1:1/hub"
            #expect(throws: Fault(.init("hub.database.address"), "")) { try Hub(at: folder, database: "mysql://host") }
            let moved = try Hub(at: folder, database: address)
            // Nobody listens at port 1; every call says so at once, and none waits.
            await #expect(throws: Fault(.init("hub.database"), "")) { try await moved.devices() }
            #expect(try Hub(at: folder).settings.database == address)
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "hub.sqlite").path))
            _ = hub
        }
        try await RunningHub.inFolder { folder in
            let hub = try await Hub.create(at: folder, title: "Test", hosts: ["127.0.0.1"])
            _ = try await hub.invitations.invite(until: Timestamp(milliseconds: 0))
            #expect(throws: Fault(.init("hub.database.other"), "")) {
                try Hub(at: folder, database: "postgresql://nobody@127.0.0.1:1/hub")
            }
        }
    }

    @Test("Who publishes from an older copy of the folder than the last publication is stopped")
    func olderCopy() async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            let hub = try await RunningHub.create(at: folder, clock)
            let repository = folder.appending(path: "repository")
            let copy = folder.appending(path: "copy")
            try FileManager.default.copyItem(at: repository, to: copy)
            try await hub.change("interpol", [.remove(id: "nobody")])
            _ = try await hub.publish()
            try FileManager.default.removeItem(at: repository)
            try FileManager.default.moveItem(at: copy, to: repository)
            await #expect(throws: Fault(.init("hub.repository.old"), "")) { try await hub.publish() }
        }
    }
}
