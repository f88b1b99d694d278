internal import GRDB
internal import Ground

extension DatabaseWriter {
    /// One transaction; on the disk when it returns.
    ///
    /// - Throws: ``Fault`` that `body` throws, or `hub.database` for what SQLite reports.
    func transaction<Value: Sendable>(
        _ body: @Sendable (Database) throws -> Value
    ) throws(Fault) -> Value {
        do { return try write(body) } catch { throw Self.fault(error) }
    }

    /// One consistent look.
    ///
    /// - Throws: ``Fault`` as ``transaction(_:)``.
    func look<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) throws(Fault) -> Value {
        do { return try read(body) } catch { throw Self.fault(error) }
    }

    private static func fault(_ error: any Error) -> Fault {
        error as? Fault
            ?? Fault("hub.database", "the hub's database failed; check the disk and its free space", cause: error)
    }
}
