package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let certificateExpired = Self("certificate.expired")
    package static let enrolmentRefused = Self("enrolment.refused")
    package static let hubAddress = Self("hub.address")
    package static let hubAnswer = Self("hub.answer")
    package static let hubRefused = Self("hub.refused")
    package static let hubSlow = Self("hub.slow")
    package static let hubTooLarge = Self("hub.tooLarge")
    package static let hubUnreachable = Self("hub.unreachable")
    package static let hubUntrusted = Self("hub.untrusted")
    package static let linkInterrupted = Self("link.interrupted")
    package static let renewalRefused = Self("renewal.refused")
}
