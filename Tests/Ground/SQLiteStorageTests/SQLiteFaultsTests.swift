import Foundation
import GRDB
import Ground
import SQLiteStorage
import Testing

@Suite("Faults of SQLite")
struct SQLiteFaultsTests {
    /// A way to come into trouble with a file that has a table `item`.
    private struct Trouble: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: String
        let provoke: @Sendable (DatabaseQueue, URL) throws -> Void
    }

    private static let troubles = [
        Trouble(testDescription: "a full disk", code: "disk.full") { queue, _ in
            try queue.write {
                try $0.execute(sql: "PRAGMA max_page_count = 1; INSERT INTO item (bytes) VALUES (zeroblob(100000))")
            }
        },
        Trouble(testDescription: "no room for the log's index", code: "disk.full") { _, _ in
            throw DatabaseError(resultCode: .SQLITE_IOERR_SHMSIZE)
        },
        Trouble(testDescription: "another writer", code: "test.busy") { queue, file in
            try DatabaseQueue(path: file.path).inTransaction(.immediate) { _ in
                try queue.write { try $0.execute(sql: "INSERT INTO item (number) VALUES (1)") }
                return .commit
            }
        },
        Trouble(testDescription: "another file", code: "test.damaged") { _, file in
            let text = file.appendingPathExtension("text")
            defer { try? FileManager.default.removeItem(at: text) }
            try Data(String(repeating: "not a database. ", count: 64).utf8).write(to: text)
            try DatabaseQueue(path: text.path).read { _ = try Int.fetchOne($0, sql: "SELECT count(*) FROM item") }
        },
        Trouble(testDescription: "other tables", code: "test.damaged") { queue, _ in
            _ = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM nothing") }
        },
        Trouble(testDescription: "the same row twice", code: "test.conflict") { queue, _ in
            try queue.write { try $0.execute(sql: "INSERT INTO item (number) VALUES (1), (1)") }
        },
        Trouble(testDescription: "a folder that is not there", code: "test.failed") { _, file in
            _ = try DatabaseQueue(path: file.path + "/none/list.sqlite")
        },
        Trouble(testDescription: "an error that is not SQLite's", code: "test.failed") { _, _ in
            throw CancellationError()
        },
        Trouble(testDescription: "a fault", code: "test.own") { _, _ in throw Fault(.init("test.own"), "as it is") },
    ]

    @Test("Each trouble has its code, and the message names the file", arguments: troubles)
    private func codes(_ trouble: Trouble) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "faults-\(UUIDv7()).sqlite")
        defer { try? FileManager.default.removeItem(at: file) }
        let queue = try DatabaseQueue(path: file.path)
        try queue.write { try $0.execute(sql: "CREATE TABLE item (number INTEGER PRIMARY KEY, bytes BLOB)") }
        let faults = SQLiteFaults(file) { (.init("test.\($0)"), "look") }
        let fault = #expect(throws: Fault.self) { try faults.guarding { try trouble.provoke(queue, file) } }
        #expect(fault?.code.rawValue == trouble.code)
        #expect(fault?.message == "as it is" || fault?.message.contains(file.path) == true)
    }
}
