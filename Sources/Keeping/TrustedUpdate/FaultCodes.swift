package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let trustBusy = Self("trust.busy")
    package static let trustExists = Self("trust.exists")
    package static let trustExpired = Self("trust.expired")
    package static let trustKey = Self("trust.key")
    package static let trustMalformed = Self("trust.malformed")
    package static let trustMismatch = Self("trust.mismatch")
    package static let trustMissing = Self("trust.missing")
    package static let trustNoRoot = Self("trust.noRoot")
    package static let trustPath = Self("trust.path")
    package static let trustRole = Self("trust.role")
    package static let trustRollback = Self("trust.rollback")
    package static let trustSignature = Self("trust.signature")
    package static let trustStopped = Self("trust.stopped")
    package static let trustTooLarge = Self("trust.tooLarge")
    package static let trustVersion = Self("trust.version")
}
