/// What a sealed item is, which also says how urgent it is.
///
/// The name is what the hub's database and its interfaces say; the number is what a batch and the outbox hold.
public enum ItemKind: String, Sendable, Codable, CaseIterable {
    case hit, message, health
    /// A piece of what belongs to a hit and is too large for it.
    case attachment

    /// On the wire and in files, never to be changed; the lowest goes first.
    public var number: UInt8 {
        switch self {
        case .hit: 0
        case .message: 1
        case .health: 2
        case .attachment: 3
        }
    }

    /// nil for a number that no kind has, or has yet.
    public init?(number: UInt8) {
        guard let kind = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = kind
    }
}
