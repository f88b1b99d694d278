internal import CPostgres
internal import Ground

/// What libpq reports; without the detail line, which may hold values of rows.
struct PostgreSQLError: Error, CustomStringConvertible {
    /// Five letters and digits of the standard (appendix A of PostgreSQL's manual); empty where the server said nothing.
    let state: String
    let message: String
    /// The connection is gone, and with it the transaction.
    let isLost: Bool

    var description: String { state.isEmpty ? message : "\(message) (SQLSTATE \(state))" }

    /// Another transaction stood in the way; the same again may succeed.
    var isCollision: Bool { state == "40001" || state == "40P01" }

    var fault: Fault {
        state == "53100"
            ? Fault(.diskFull, "the database's disk is full; make space, the devices try again", cause: self)
            : Fault(.hubDatabase, "the hub's database failed; see its journal, the devices try again", cause: self)
    }

    init(connection: OpaquePointer?) {
        state = ""
        message = Self.line(PQerrorMessage(connection))
        isLost = true
    }

    init(result: OpaquePointer?, connection: OpaquePointer?) {
        state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? ""
        let primary = PQresultErrorField(result, Int32(UInt8(ascii: "M")))
        message = Self.line(primary ?? PQerrorMessage(connection))
        isLost = PQstatus(connection) != CONNECTION_OK || state.hasPrefix("57P") || state.hasPrefix("08")
    }

    private static func line(_ text: UnsafePointer<CChar>?) -> String {
        let text = text.map { String(cString: $0) } ?? "no answer"
        return text.split(whereSeparator: \.isNewline).joined(separator: "; ")
    }
}
