internal import Ground

/// One row of an answer.
struct SQLRow: Sendable {
    /// In lower case: PostgreSQL folds names, SQLite keeps them.
    let columns: [String]
    let values: [SQLValue]

    /// The column's value.
    ///
    /// - Throws: ``Fault`` `hub.database` when there is no such column, or something else in it: the file was altered.
    func get<Value: SQLConvertible>(_ column: String, as type: Value.Type = Value.self) throws(Fault) -> Value {
        let name = column.lowercased()
        guard let index = columns.firstIndex(of: name), let value = Value(values[index]) else {
            throw Fault(.hubDatabase, "the database's column '\(column)' is damaged; restore it from the backup")
        }
        return value
    }
}
