package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let listDigest = Self("list.digest")
    package static let listMalformed = Self("list.malformed")
    package static let listMissing = Self("list.missing")
    package static let listOwner = Self("list.owner")
    package static let listRecord = Self("list.record")
    package static let listRollback = Self("list.rollback")
    package static let listSeal = Self("list.seal")
}
