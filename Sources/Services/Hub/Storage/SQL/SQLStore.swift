internal import Ground

/// A database of the hub: one SQLite file, or a PostgreSQL server that several hub processes share.
///
/// Statements are literals, and what varies is a parameter (`$1`, `$2`, … in the order of their first use), so no text
/// from outside can become part of a statement. Thread-safe; no call blocks a thread of the caller.
protocol SQLStore: Sendable {
    /// One transaction: all of it, or nothing; on the disk when it returns.
    ///
    /// - Parameter body: may run beside other transactions, and must be ready for what they do meanwhile.
    /// - Throws: ``Fault`` that `body` throws; `hub.database` where the database does not answer, `disk.full`.
    func transaction<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws(Fault) -> Value

    /// A look that changes nothing; each statement sees one moment.
    ///
    /// - Throws: ``Fault`` as ``transaction(_:)``.
    func look<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws(Fault) -> Value

    /// Runs `body` while no other hub that uses this database publishes.
    ///
    /// - Throws: ``Fault`` `hub.busy` when another one still does after `patience`, and what `body` throws.
    func publishing<Value>(
        patience: Duration, isolation: isolated (any Actor)?, _ body: () async throws -> Value
    ) async throws -> Value
}

/// What can be done within a transaction; not to be kept beyond it.
protocol SQLTransaction {
    func rows(_ statement: StaticString, _ parameters: any SQLConvertible...) throws(Fault) -> [SQLRow]
    /// - Returns: how many rows it changed.
    @discardableResult
    func execute(_ statement: StaticString, _ parameters: any SQLConvertible...) throws(Fault) -> Int
    /// Statements of ``HubSchema``, the only ones that are put together.
    func define(_ statements: String) throws(Fault)
}
