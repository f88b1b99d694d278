package import Foundation
internal import GRDB
package import Ground

/// What the errors of one SQLite file mean, as faults that name it.
///
/// A full disk is ``Fault/Code/diskFull`` whatever the file; what else happens each file words for itself:
///
///     let faults = SQLiteFaults(file) { trouble in
///         switch trouble {
///         case .damaged: (.listMalformed, "it will be fetched again")
///         case .busy, .conflict, .failed: (.diskWrite, "check the disk and permissions")
///         }
///     }
///     let count = try faults.guarding { try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM page") } }
///
/// Thread-safe: immutable.
package struct SQLiteFaults: Sendable {
    /// What can happen to a file, beside a full disk.
    package enum Trouble: Sendable {
        /// Another connection holds it longer than was waited.
        case busy
        /// It is no SQLite file, or holds something else than what was put into it.
        case damaged
        /// A row that may be there once is there already.
        case conflict
        /// The disk, its permissions, memory.
        case failed

        fileprivate var words: String {
            switch self {
            case .busy: "is in use"
            case .damaged: "is damaged"
            case .conflict: "holds that already"
            case .failed: "failed"
            }
        }
    }

    private let file: URL
    private let describe: @Sendable (Trouble) -> (code: Fault.Code, remedy: String)

    /// - Parameter describe: the code, and what to do next.
    package init(_ file: URL, _ describe: @escaping @Sendable (Trouble) -> (code: Fault.Code, remedy: String)) {
        self.file = file
        self.describe = describe
    }

    /// Turns whatever SQLite says within `body` into a fault; a ``Fault`` passes as it is.
    package func guarding<Value>(_ body: () throws -> Value) throws(Fault) -> Value {
        do { return try body() } catch { throw fault(error) }
    }

    package func fault(_ error: any Error) -> Fault {
        if let fault = error as? Fault { return fault }
        guard let trouble = Self.trouble(error) else {
            return Fault(.diskFull, "the disk of \(file.path) is full; free space on it", cause: error)
        }
        return fault(trouble, cause: error)
    }

    package func fault(_ trouble: Trouble, cause: any Error) -> Fault {
        let (code, remedy) = describe(trouble)
        return Fault(code, "\(file.path) \(trouble.words); \(remedy)", cause: cause)
    }

    /// nil for a full disk.
    private static func trouble(_ error: any Error) -> Trouble? {
        guard let error = error as? DatabaseError else { return .failed }
        return switch error.resultCode {
        case .SQLITE_FULL: nil
        // The index of the log lies in memory that the file system lends.
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: nil
        case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
        // An error of the statement: the tables are not those that were made.
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR: .damaged
        case .SQLITE_CONSTRAINT: .conflict
        default: .failed
        }
    }
}
