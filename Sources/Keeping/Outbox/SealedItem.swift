public import Foundation
public import Ground

/// Something sealed for the hub, as it lies in the outbox and goes over the wire.
public struct SealedItem: Sendable, Equatable {
    /// What it is, which also says how urgent it is.
    public enum Kind: String, Sendable, CaseIterable {
        case hit, message, health

        /// 0 goes first; also the kind's number on the wire.
        public var priority: Int {
            switch self {
            case .hit: 0
            case .message: 1
            case .health: 2
            }
        }

        init?(priority: Int) {
            guard let kind = Self.allCases.first(where: { $0.priority == priority }) else { return nil }
            self = kind
        }
    }

    /// The most bytes that the hub takes.
    public static let limit = 1_048_576

    /// The idempotency key: the hub keeps an item once, however often it is uploaded.
    public let identifier: UUIDv7
    public let kind: Kind
    public let created: Timestamp
    public let bytes: Data

    public init(identifier: UUIDv7, kind: Kind, created: Timestamp, bytes: Data) {
        self.identifier = identifier
        self.kind = kind
        self.created = created
        self.bytes = bytes
    }
}
