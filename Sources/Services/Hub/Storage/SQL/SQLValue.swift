internal import Foundation
internal import Ground

/// A value of a row or of a statement's parameter; both engines know these four and no others.
enum SQLValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case text(String)
    case bytes(Data)
}

/// What can be a parameter, and be read from a column.
protocol SQLConvertible: Sendable {
    var sqlValue: SQLValue { get }
    /// nil where the column holds something else.
    init?(_ value: SQLValue)
}

extension Int64: SQLConvertible {
    var sqlValue: SQLValue { .integer(self) }
    init?(_ value: SQLValue) { if case .integer(let number) = value { self = number } else { return nil } }
}

extension Int: SQLConvertible {
    var sqlValue: SQLValue { .integer(Int64(self)) }
    init?(_ value: SQLValue) { if case .integer(let number) = value { self.init(exactly: number) } else { return nil } }
}

extension String: SQLConvertible {
    var sqlValue: SQLValue { .text(self) }
    init?(_ value: SQLValue) { if case .text(let text) = value { self = text } else { return nil } }
}

extension Data: SQLConvertible {
    var sqlValue: SQLValue { .bytes(self) }
    init?(_ value: SQLValue) { if case .bytes(let bytes) = value { self = bytes } else { return nil } }
}

/// Milliseconds since 1970.
extension Timestamp: SQLConvertible {
    var sqlValue: SQLValue { .integer(milliseconds) }
    init?(_ value: SQLValue) {
        guard let milliseconds = Int64(value) else { return nil }
        self.init(milliseconds: milliseconds)
    }
}

extension UUIDv7: SQLConvertible {
    var sqlValue: SQLValue { .text(description) }
    init?(_ value: SQLValue) {
        guard let text = String(value) else { return nil }
        self.init(text)
    }
}

extension Optional: SQLConvertible where Wrapped: SQLConvertible {
    var sqlValue: SQLValue { self?.sqlValue ?? .null }
    init?(_ value: SQLValue) {
        if value == .null { self = .none } else if let wrapped = Wrapped(value) { self = wrapped } else { return nil }
    }
}
