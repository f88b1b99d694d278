internal import CPostgres
internal import Foundation
internal import Ground

/// One connection to a PostgreSQL server; for one thread at a time, which waits for the answers.
final class PostgreSQLConnection {
    private let connection: OpaquePointer
    private var prepared: [String: String] = [:]

    /// Connects, and makes sure that a commit means "on the disk" there.
    ///
    /// - Throws: ``PostgreSQLError``; ``Fault`` `hub.database.unsafe`.
    init(_ address: String) throws {
        // What the address says itself comes later, and counts.
        let defaults = [
            ("connect_timeout", "5"), ("tcp_user_timeout", "15000"), ("keepalives_idle", "15"),
            ("application_name", "ridgeline-hub"), ("dbname", address), ("client_encoding", "UTF8"),
        ]
        let words = defaults.flatMap { [strdup($0.0), strdup($0.1)] }
        defer { for word in words { free(word) } }
        let names = stride(from: 0, to: words.count, by: 2).map { UnsafePointer(words[$0]) } + [nil]
        let values = stride(from: 1, to: words.count, by: 2).map { UnsafePointer(words[$0]) } + [nil]
        guard let made = PQconnectdbParams(names, values, 1) else { throw PostgreSQLError(connection: nil) }
        connection = made
        guard PQstatus(made) == CONNECTION_OK else { throw PostgreSQLError(connection: made) }
        _ = PQsetNoticeProcessor(made, { _, _ in }, nil)
        try run(
            """
            SET client_min_messages = warning; SET statement_timeout = '30s'; SET lock_timeout = '10s';
            SET idle_in_transaction_session_timeout = '60s'; SET default_transaction_isolation = 'read committed'
            """)
        let settings = try rows(
            "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous", [])
        guard try settings.first?.get("fsync") == "on" else {
            throw Fault(.hubDatabaseUnsafe, "the database runs with fsync off and would lose hits; switch it on")
        }
        if try settings.first?.get("synchronous") == "off" { try run("SET synchronous_commit = on") }
    }

    deinit { PQfinish(connection) }

    /// Statements without parameters and answer.
    func run(_ statements: String) throws(PostgreSQLError) {
        let result = PQexec(connection, statements)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK else {
            throw PostgreSQLError(result: result, connection: connection)
        }
    }

    /// The answer's rows; no row for a statement that changes something.
    func rows(_ statement: StaticString, _ parameters: [any SQLConvertible]) throws -> [SQLRow] {
        let result = try execute(statement, parameters)
        defer { PQclear(result) }
        let count = PQnfields(result)
        let columns = (0..<count).map { String(cString: PQfname(result, $0)) }
        return try (0..<PQntuples(result)).map { row in
            SQLRow(columns: columns, values: try (0..<count).map { try Self.value(result, row, $0) })
        }
    }

    /// - Returns: how many rows it changed.
    func change(_ statement: StaticString, _ parameters: [any SQLConvertible]) throws -> Int {
        let result = try execute(statement, parameters)
        defer { PQclear(result) }
        return Int(String(cString: PQcmdTuples(result))) ?? 0
    }

    /// Integers and texts go out as text, bytes as they are; everything comes back as it is.
    private func execute(
        _ statement: StaticString, _ parameters: [any SQLConvertible]
    ) throws -> OpaquePointer? {
        let name = try prepare(statement)
        var isBinary: [Int32] = []
        var bytes: [[UInt8]?] = []
        for parameter in parameters {
            let value = parameter.sqlValue
            if case .bytes = value { isBinary.append(1) } else { isBinary.append(0) }
            switch value {
            case .null: bytes.append(nil)
            case .integer(let number): bytes.append(Array(String(number).utf8) + [0])
            case .text(let text):
                guard !text.utf8.contains(0) else {
                    throw Fault(.hubDatabaseText, "a text with a zero byte cannot be kept; leave it out")
                }
                bytes.append(Array(text.utf8) + [0])
            case .bytes(let data): bytes.append(Array(data))
            }
        }
        let lengths = bytes.map { Int32($0?.count ?? 0) }
        var buffer: [UInt8] = []
        for part in bytes { buffer += part ?? [] }
        buffer.append(0)
        let result = buffer.withUnsafeBufferPointer { buffer in
            var offset = 0
            let values = bytes.map { part -> UnsafePointer<CChar>? in
                guard let part, let start = buffer.baseAddress else { return nil }
                defer { offset += part.count }
                return UnsafeRawPointer(start + offset).assumingMemoryBound(to: CChar.self)
            }
            return PQexecPrepared(connection, name, Int32(values.count), values, lengths, isBinary, 1)
        }
        guard PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK else {
            defer { PQclear(result) }
            throw PostgreSQLError(result: result, connection: connection)
        }
        return result
    }

    private func prepare(_ statement: StaticString) throws(PostgreSQLError) -> String {
        let text = statement.description
        if let name = prepared[text] { return name }
        let name = "s\(prepared.count)"
        let result = PQprepare(connection, name, text, 0, nil)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else {
            throw PostgreSQLError(result: result, connection: connection)
        }
        prepared[text] = name
        return name
    }

    private static func value(_ result: OpaquePointer?, _ row: Int32, _ column: Int32) throws(Fault) -> SQLValue {
        guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else { return .null }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column)))
        switch PQftype(result, column) {
        case 20, 21, 23:  // int8, int2, int4: big-endian, signed
            let negative = (bytes.first ?? 0) & 0x80 != 0
            return .integer(bytes.reduce(negative ? -1 : 0) { $0 << 8 | Int64($1) })
        case 16: return .integer(bytes.first == 0 ? 0 : 1)
        case 25, 1043: return .text(String(decoding: bytes, as: UTF8.self))
        case 17: return .bytes(Data(bytes))
        default:
            throw Fault(.hubDatabase, "the database's tables were altered; restore them from the backup")
        }
    }
}

/// The transaction that a connection is in.
struct PostgreSQLTransaction: SQLTransaction {
    let connection: PostgreSQLConnection

    func rows(_ statement: StaticString, _ parameters: any SQLConvertible...) throws(Fault) -> [SQLRow] {
        try translating { try connection.rows(statement, parameters) }
    }

    func execute(_ statement: StaticString, _ parameters: any SQLConvertible...) throws(Fault) -> Int {
        try translating { try connection.change(statement, parameters) }
    }

    func define(_ statements: String) throws(Fault) { try translating { try connection.run(statements) } }

    private func translating<Value>(_ body: () throws -> Value) throws(Fault) -> Value {
        do { return try body() } catch let error as PostgreSQLError { throw error.fault } catch {
            throw error as? Fault ?? Fault(.hubDatabase, "the hub's database failed", cause: error)
        }
    }
}
