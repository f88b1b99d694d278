public import Foundation

/// Moments as text in UTC.
public enum DateText {
    /// To the second, rounded down, as RFC 3339 and The Update Framework write it: `2030-01-31T23:59:59Z`.
    public static func seconds(_ date: Date) -> String { date.formatted(.iso8601) }

    /// Reads what ``seconds(_:)`` writes; nil for anything else, other spellings of the same moment included.
    public static func date(seconds text: String) -> Date? {
        guard text.utf8.count == 20, let date = try? Date(text, strategy: .iso8601), seconds(date) == text else {
            return nil
        }
        return date
    }

    /// Reads the date of an answer (RFC 9110, section 5.6.7), `Sun, 06 Nov 1994 08:49:37 GMT`; nil for anything else.
    public static func date(http text: String) -> Date? {
        guard let date = try? Date(text, strategy: http.parseStrategy), date.formatted(http) == text else { return nil }
        return date
    }

    private static let http = Date.VerbatimFormatStyle(
        format: """
            \(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .padded(4)) \
            \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\
            \(second: .twoDigits) GMT
            """,
        locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian))
}
