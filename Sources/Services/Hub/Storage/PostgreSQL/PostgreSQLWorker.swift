internal import Ground

/// What one thread does for others: transactions on the connection that it keeps.
final class PostgreSQLWorker {
    private static let attempts = 3
    private let address: String
    private let owner: RecordsOwner
    private let outage: PostgreSQLOutage
    private var kept: PostgreSQLConnection?

    init(address: String, owner: RecordsOwner, outage: PostgreSQLOutage) {
        (self.address, self.owner) = (address, owner)
        self.outage = outage
    }

    func look<Value>(_ body: (any SQLTransaction) throws -> Value) throws -> Value {
        try again { connection, _ in try body(PostgreSQLTransaction(connection: connection)) }
    }

    func transaction<Value>(_ body: (any SQLTransaction) throws -> Value) throws -> Value {
        try again { connection, isCommitting in
            try connection.run("BEGIN")
            do {
                let value = try body(PostgreSQLTransaction(connection: connection))
                isCommitting = true
                try connection.run("COMMIT")
                return value
            } catch {
                if !isCommitting { do { try connection.run("ROLLBACK") } catch { kept = nil } }
                throw error
            }
        }
    }

    /// Runs the body on a connection; again, when that is harmless and may help.
    private func again<Value>(_ body: (PostgreSQLConnection, _ isCommitting: inout Bool) throws -> Value) throws
        -> Value
    {
        var attempt = 1
        while true {
            let connection = try connected()
            var isCommitting = false
            do { return try body(connection, &isCommitting) } catch {
                let cause = error as? PostgreSQLError ?? (error as? Fault)?.cause as? PostgreSQLError
                guard let cause else { throw error }
                if cause.isLost || isCommitting { kept = nil }
                let isHarmless = cause.isCollision || cause.isLost && !isCommitting
                guard isHarmless, attempt < Self.attempts else { throw cause.fault }
                attempt += 1
            }
        }
    }

    private func connected() throws -> PostgreSQLConnection {
        if let kept { return kept }
        try outage.check()
        do {
            let connection = try PostgreSQLConnection(address)
            if !outage.isMigrated { try migrate(connection) }
            outage.succeeded()
            kept = connection
            return connection
        } catch {
            outage.failed(error as? Fault)
            throw (error as? PostgreSQLError)?.fault ?? error
        }
    }

    /// One process at a time, whoever comes first; the others find it done.
    private func migrate(_ connection: PostgreSQLConnection) throws {
        try connection.run("BEGIN")
        _ = try connection.rows(
            "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '/schema', 0)) IS NULL AS locked", [])
        try HubSchema.migrate(PostgreSQLTransaction(connection: connection), .postgresql, for: owner)
        try connection.run("COMMIT")
        outage.migrated()
        owner.isFilled()
    }
}
