public import Foundation
public import Ground

/// Something sealed for the hub, as it lies in the outbox and goes over the wire.
public struct SealedItem: Sendable, Equatable {
    /// The most sealed bytes that the hub takes: the one limit of outbox, link, batch and hub.
    public static let limit = 1_048_576

    /// The idempotency key: the hub keeps an item once, however often it is uploaded.
    public let identifier: UUIDv7
    public let kind: ItemKind
    public let created: Timestamp
    public let bytes: Data

    public init(identifier: UUIDv7, kind: ItemKind, created: Timestamp, bytes: Data) {
        self.identifier = identifier
        self.kind = kind
        self.created = created
        self.bytes = bytes
    }
}
