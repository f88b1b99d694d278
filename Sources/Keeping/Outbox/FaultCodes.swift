package import Ground

/// The codes of what can go wrong here; docs/faults.md has the cause and the remedy of each.
extension Fault.Code {
    package static let outboxBusy = Self("outbox.busy")
    package static let outboxDamaged = Self("outbox.damaged")
    package static let outboxDuplicate = Self("outbox.duplicate")
    package static let outboxFailed = Self("outbox.failed")
    package static let outboxForeign = Self("outbox.foreign")
    package static let outboxFull = Self("outbox.full")
    package static let outboxLost = Self("outbox.lost")
    package static let outboxMissing = Self("outbox.missing")
    package static let outboxMoved = Self("outbox.moved")
    package static let outboxSettings = Self("outbox.settings")
    package static let outboxTooLarge = Self("outbox.tooLarge")
}
