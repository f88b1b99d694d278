internal import Foundation
public import Ground

/// One change to a list.
public enum ListChange: Sendable {
    /// A new record, or a new version of the one with its identifier.
    case put(WatchlistRecord)
    case remove(id: String)

    /// Whether a record may be named so: 1 to 64 bytes, in the composed form (NFC) of Unicode, so that two identifiers
    /// that look alike and are equal to one program and different to another are never on one list.
    ///
    /// - Throws: ``Fault`` `list.record`.
    public func check() throws(Fault) {
        let id: String
        switch self {
        case .put(let record): id = record.id
        case .remove(let removed): id = removed
        }
        _ = try ListEntry(id: id, .remove)
        guard id.precomposedStringWithCanonicalMapping.utf8.elementsEqual(id.utf8) else {
            throw Fault(.listRecord, "the identifier '\(id)' is not in Unicode's composed form (NFC); write it so")
        }
    }

    func entry() throws(Fault) -> ListEntry {
        switch self {
        case .put(let record): return try ListEntry(record)
        case .remove(let id): return try ListEntry(id: id, .remove)
        }
    }
}
