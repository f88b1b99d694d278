internal import Foundation

/// Times in metadata: UTC to the second, `2030-01-31T23:59:59Z` (TUF specification, section 4.2).
enum TrustTime {
    /// Nil for anything that is not exactly such a time.
    static func parse(_ text: String) -> Date? {
        let shape = "0000-00-00T00:00:00Z"
        guard text.utf8.count == shape.utf8.count else { return nil }
        for (letter, expected) in zip(text.utf8, shape.utf8) {
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(letter)
            guard expected == UInt8(ascii: "0") ? isDigit : letter == expected else { return nil }
        }
        let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
        let parts = DateComponents(
            year: numbers[0], month: numbers[1], day: numbers[2], hour: numbers[3], minute: numbers[4],
            second: numbers[5])
        guard let date = utc.date(from: parts), self.text(date) == text else { return nil }
        return date
    }

    static func text(_ date: Date) -> String {
        let parts = utc.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        func digits(_ value: Int?, _ count: Int) -> String {
            let text = String(value ?? 0)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return digits(parts.year, 4) + "-" + digits(parts.month, 2) + "-" + digits(parts.day, 2) + "T"
            + digits(parts.hour, 2) + ":" + digits(parts.minute, 2) + ":" + digits(parts.second, 2) + "Z"
    }

    private static let utc: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()
}
