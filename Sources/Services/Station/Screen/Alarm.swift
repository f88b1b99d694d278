public import Ground

/// Something of the device that is wrong while it goes on working: the officer calls a technician, `ridgeline status`
/// says the same, and the hub is told the code.
public struct Alarm: Sendable, Codable, Equatable {
    /// What of the device. A new alarm takes the place of the one before of the same part.
    public enum Part: String, Sendable, Codable, CaseIterable {
        case outbox, audit, clock, copy
        /// The centre has said something that this version does not know.
        case newerMessage
        /// Damaged, set aside and begun anew.
        case damagedOutbox, damagedAudit, damagedListKeys, damagedReplies, damagedRevocation, damagedTrust,
            damagedOpenHit, damagedState
        /// Queued for the centre, not receipted, and gone.
        case lostItems
    }

    public let part: Part
    public let code: Fault.Code
    /// What is wrong and what to do.
    public let message: String

    public init(_ part: Part, _ fault: Fault) {
        (self.part, code, message) = (part, fault.code, fault.message)
    }
}
