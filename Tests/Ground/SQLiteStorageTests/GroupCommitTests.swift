import Dispatch
import Foundation
import GRDB
import Ground
import Synchronization
import Testing

@testable import SQLiteStorage

/// Counts what reaches the disk.
private final class CommitCounter: TransactionObserver, Sendable {
    private let count = Mutex(0)
    var commits: Int { count.withLock { $0 } }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) { count.withLock { $0 += 1 } }
    func databaseDidRollback(_ db: Database) {}
}

@Suite("Group commit")
struct GroupCommitTests {
    private static let ownFault = Fault(.init("test.own"), "this one is refused")

    private func withQueue(_ body: (DatabaseQueue, SQLiteFaults) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "group-\(UUIDv7()).sqlite")
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + end) } }
        var configuration = Configuration()
        configuration.journalMode = .wal
        let queue = try DatabaseQueue(path: file.path, configuration: configuration)
        try await queue.write { try $0.execute(sql: "CREATE TABLE item (number INTEGER PRIMARY KEY, bytes BLOB)") }
        try await body(queue, SQLiteFaults(file) { (.init("test.\($0)"), "look") })
    }

    private func numbers(_ queue: DatabaseQueue) async throws -> [Int] {
        try await queue.read { try Int.fetchAll($0, sql: "SELECT number FROM item ORDER BY number") }
    }

    /// One after the other to the same writer: what is added is added before the next gets its turn.
    private actor Crowd {
        let writer: GroupCommit<Int>
        let gate: DispatchSemaphore
        var come = 0

        init(_ writer: GroupCommit<Int>, opening gate: DispatchSemaphore) { (self.writer, self.gate) = (writer, gate) }

        func add(_ number: Int, of all: Int) async throws {
            come += 1
            if come == all { gate.signal() }
            _ = try await writer.commit { database, count in
                try database.execute(sql: "INSERT INTO item (number) VALUES (?)", arguments: [number])
                count += 1
            }
        }
    }

    @Test("Those who come while the disk is busy share one flush")
    func together() async throws {
        try await withQueue { queue, faults in
            let counter = CommitCounter()
            queue.add(transactionObserver: counter)
            let writer = GroupCommit(queue, remembering: 0, faults: faults, name: "test")
            let gate = DispatchSemaphore(value: 0)
            let crowd = Crowd(writer, opening: gate)
            try await withThrowingTaskGroup { group in
                group.addTask { _ = try await writer.commit { _, _ in gate.wait() } }
                for number in 1...50 { group.addTask { try await crowd.add(number, of: 50) } }
                try await group.waitForAll()
            }
            #expect(try await numbers(queue) == Array(1...50))
            #expect(writer.remembered == 50)
            // The one that was busy, those behind it, and perhaps the last by itself.
            #expect((1...3).contains(counter.commits))
        }
    }

    @Test("One that throws undoes itself, in the file and in the memory, and nothing beside it")
    func alone() async throws {
        try await withQueue { queue, faults in
            let writer = GroupCommit(queue, remembering: 0, faults: faults, name: "test")
            let outcomes = await withTaskGroup(of: (Int, Fault?).self) { group in
                for number in 1...60 {
                    group.addTask {
                        do throws(Fault) {
                            try await writer.commit { database, sum in
                                try database.execute(
                                    sql: "INSERT INTO item (number) VALUES (?)", arguments: [number])
                                sum += number
                                if number.isMultiple(of: 3) { throw Self.ownFault }
                            }
                            return (number, nil)
                        } catch { return (number, error) }
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1?.code }
            }
            let kept = (1...60).filter { !$0.isMultiple(of: 3) }
            #expect(outcomes == Dictionary(uniqueKeysWithValues: (1...20).map { ($0 * 3, Self.ownFault.code) }))
            let found = try await numbers(queue)
            #expect(found == kept)
            #expect(writer.remembered == kept.reduce(0, +))
        }
    }

    @Test("A row that is there already is a conflict of its own")
    func conflict() async throws {
        try await withQueue { queue, faults in
            let writer = GroupCommit(queue, remembering: 0, faults: faults, name: "test")
            func add() async throws(Fault) {
                try await writer.commit { database, count in
                    try database.execute(sql: "INSERT INTO item (number) VALUES (7)")
                    count += 1
                }
            }
            try await add()
            await #expect(throws: Fault(.init("test.conflict"), "")) { try await add() }
            #expect(writer.remembered == 1)
        }
    }

    /// As on a disk without space.
    private func cap(_ queue: DatabaseQueue, _ pages: Int) throws {
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
    }

    @Test("On a full disk nothing changes, and it goes on when there is room")
    func full() async throws {
        try await withQueue { queue, faults in
            let writer = GroupCommit(queue, remembering: 0, faults: faults, name: "test")
            func add() async throws(Fault) {
                try await writer.commit { database, count in
                    try database.execute(sql: "INSERT INTO item (bytes) VALUES (zeroblob(100000))")
                    count += 1
                }
            }
            try cap(queue, 1)
            for _ in 0..<3 { await #expect(throws: Fault(.init("disk.full"), "")) { try await add() } }
            #expect(writer.remembered == 0)
            try cap(queue, 100_000)
            try await add()
            #expect(writer.remembered == 1)
            #expect(try await numbers(queue) == [1])
        }
    }

    @Test("Who can make room on a full disk is asked until there is enough, and nothing is kept twice")
    func makingRoom() async throws {
        try await withQueue { queue, faults in
            let given = Mutex(0)
            let writer = GroupCommit(queue, remembering: 0, faults: faults, name: "test") {
                let step = given.withLock { given in
                    given += 1
                    return given
                }
                try? queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(step * 12)") }
                return true
            }
            try cap(queue, 1)
            try await writer.commit { database, count in
                try database.execute(sql: "INSERT INTO item (bytes) VALUES (zeroblob(100000))")
                count += 1
            }
            #expect(writer.remembered == 1)
            #expect(try await numbers(queue) == [1])
            #expect(given.withLock { $0 } == 3, "24 pages and some for the tables")
        }
    }

    @Test("Work between the groups sees what was committed before it")
    func between() async throws {
        try await withQueue { queue, faults in
            let writer = GroupCommit(queue, remembering: (), faults: faults, name: "test")
            try await writer.commit { database, _ in
                try database.execute(sql: "INSERT INTO item (number) VALUES (1)")
            }
            #expect(try await writer.between { try Int.fetchOne($0, sql: "SELECT count(*) FROM item") } == 1)
        }
    }
}
