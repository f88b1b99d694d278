/// A date of birth as it is known: `1970`, `1970-05` or `1970-05-31`.
public struct PartialDate: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// - Returns: nil for what is written in another way, or is on no calendar.
    public init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let widths = [4, 2, 2]
        guard (1...3).contains(parts.count), zip(parts, widths).allSatisfy({ $0.count == $1 }) else { return nil }
        var numbers: [Int] = []
        for part in parts {
            guard part.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let number = Int(String(Substring(part)))
            else { return nil }
            numbers.append(number)
        }
        if numbers.count > 1 {
            guard (1...12).contains(numbers[1]) else { return nil }
        }
        if numbers.count > 2 {
            guard (1...Self.days(of: numbers[1], in: numbers[0])).contains(numbers[2]) else { return nil }
        }
        description = text
    }

    private static func days(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
