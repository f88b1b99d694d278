internal import Foundation

/// What a sealed thing is for; HPKE's `info`, so that nothing sealed for one purpose opens as another.
public enum SealingPurpose: String, Sendable, CaseIterable {
    case item = "ridgeline item v1"
    case listKey = "ridgeline list key v1"
    case message = "ridgeline message v1"
    case outboxFile = "ridgeline outbox file v1"
    case auditFile = "ridgeline audit file v1"

    var info: Data { Data(rawValue.utf8) }
}
