public import Foundation

/// A moment in UTC to the millisecond, written as RFC 3339 text such as `2026-01-31T23:59:59.123Z`.
///
/// The text is canonical (one moment, one text), because signatures are made over it.
public struct Timestamp: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64
    private static let range: ClosedRange<Int64> = 0...253_402_300_799_999  // the years 1970 to 9999

    /// - Parameter date: rounded down to the millisecond, and brought into the years 1970 to 9999.
    public init(_ date: Date) {
        let exact = (date.timeIntervalSince1970 * 1000).rounded(.down)
        let bounded = min(max(exact, Double(Self.range.lowerBound)), Double(Self.range.upperBound))
        milliseconds = bounded.isNaN ? 0 : Int64(bounded)
    }

    /// - Parameter milliseconds: since 1970, brought into the years 1970 to 9999.
    public init(milliseconds: Int64) {
        self.milliseconds = min(max(milliseconds, Self.range.lowerBound), Self.range.upperBound)
    }

    /// Reads the canonical text; nil for anything else, other spellings of the same moment included.
    public init?(_ text: String) {
        guard text.utf8.count == 24, let date = DateText.date(seconds: text.prefix(19) + "Z"),
            let milliseconds = Int64(text.dropFirst(20).prefix(3))
        else { return nil }
        self.init(milliseconds: Int64(date.timeIntervalSince1970) * 1000 + milliseconds)
        guard description == text else { return nil }
    }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let value = Timestamp(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a time like 2026-01-31T23:59:59.123Z"))
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    public var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    public var description: String {
        // The fraction apart: `ISO8601FormatStyle` cuts it off where the number of seconds, a binary one, lies just below.
        let seconds = DateText.seconds(Date(timeIntervalSince1970: Double(milliseconds / 1000)))
        return seconds.dropLast() + "." + String(milliseconds % 1000 + 1000).dropFirst() + "Z"
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
}
