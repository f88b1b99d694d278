import Foundation
import Ground

@testable import Hub

/// Where the tests keep a hub's records: SQLite, or the PostgreSQL server that RIDGELINE_POSTGRESQL names.
enum TestDatabase {
    static let server = ProcessInfo.processInfo.environment["RIDGELINE_POSTGRESQL"]

    static var dialect: HubSchema.Dialect { server == nil ? .sqlite : .postgresql }

    /// The address of an empty schema of its own; nil for SQLite.
    static func fresh() throws -> String? {
        guard let server else { return nil }
        let schema = "t" + UUIDv7().description.replacing("-", with: "")
        try PostgreSQLConnection(server).run("CREATE SCHEMA \(schema)")
        return server + (server.contains("?") ? "&" : "?") + "options=-csearch_path%3D\(schema)"
    }
}
