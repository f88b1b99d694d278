package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let auditBegunAnew = Self("audit.begunAnew")
    package static let auditDamaged = Self("audit.damaged")
    package static let auditMissing = Self("audit.missing")
    package static let auditTooLarge = Self("audit.tooLarge")
}
