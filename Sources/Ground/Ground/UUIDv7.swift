public import Foundation

/// A time-ordered identifier (RFC 9562, section 5.7), used as the idempotency key of everything that is uploaded.
public struct UUIDv7: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    public let uuid: UUID

    /// - Parameters:
    ///   - now: the wall clock; only orders identifiers, nothing relies on it being right.
    ///   - random: where the 74 random bits come from.
    public init(now: Date, using random: inout some RandomNumberGenerator) {
        let milliseconds = UInt64(max(0, now.timeIntervalSince1970 * 1000))
        let high = milliseconds << 16 | 0x7000 | random.next() & 0x0FFF
        let low = random.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        uuid = Self.uuid(high.bytes(.bigEndian) + low.bytes(.bigEndian))
    }

    /// A new identifier from the system's clock and random numbers.
    public init() {
        var random = SystemRandomNumberGenerator()
        self.init(now: Date(), using: &random)
    }

    /// Reads the usual 36-character form; nil unless it is a version 7 identifier.
    public init?(_ text: some StringProtocol) {
        guard let uuid = UUID(uuidString: String(text)), uuid.uuid.6 >> 4 == 7 else { return nil }
        self.uuid = uuid
    }

    /// - Parameter bytes: 16; nil for another number, and unless it is a version 7 identifier.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        uuid = Self.uuid(Array(bytes))
        guard uuid.uuid.6 >> 4 == 7 else { return nil }
    }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let value = UUIDv7(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a version 7 UUID"))
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// Its 16 bytes.
    public var bytes: [UInt8] { withUnsafeBytes(of: uuid.uuid) { Array($0) } }

    public var description: String { uuid.uuidString.lowercased() }

    public static func < (left: UUIDv7, right: UUIDv7) -> Bool { left.uuid < right.uuid }

    private static func uuid(_ bytes: [UInt8]) -> UUID {
        bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }
}
