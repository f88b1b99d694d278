/// Shell-style patterns of delegations: `*`, `?` and `[…]` within one part of a path, never across a slash.
enum PathPattern {
    static func matches(_ path: String, _ pattern: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let patterns = pattern.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == patterns.count
            && zip(parts, patterns).allSatisfy { part($0.unicodeScalars.map(\.value), $1.unicodeScalars.map(\.value)) }
    }

    /// Linear in text times pattern: on a mismatch only the last star is tried again.
    private static func part(_ text: [UInt32], _ pattern: [UInt32]) -> Bool {
        var (at, next) = (0, 0)
        var retry: (at: Int, next: Int)?
        while at < text.count {
            if next < pattern.count, pattern[next] == star {
                retry = (at, next + 1)
                next += 1
            } else if next < pattern.count, let length = match(text[at], pattern[next...]) {
                at += 1
                next += length
            } else if let (from, after) = retry {
                retry = (from + 1, after)
                (at, next) = (from + 1, after)
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == star }
    }

    /// How many scalars of the pattern match the one of the text; nil when they do not.
    private static func match(_ scalar: UInt32, _ pattern: ArraySlice<UInt32>) -> Int? {
        switch pattern.first {
        case UInt32(UInt8(ascii: "?")): return 1
        case UInt32(UInt8(ascii: "[")): return set(scalar, pattern)
        default: return pattern.first == scalar ? 1 : nil
        }
    }

    /// `[abc]`, `[a-z]`, `[!a]`; a bracket that is never closed stands for itself.
    private static func set(_ scalar: UInt32, _ pattern: ArraySlice<UInt32>) -> Int? {
        var first = pattern.startIndex + 1
        let negated = first < pattern.endIndex && pattern[first] == UInt32(UInt8(ascii: "!"))
        if negated { first += 1 }
        // A closing bracket right after the opening one is a member of the set.
        let search = pattern[min(first + 1, pattern.endIndex)...]
        guard let end = search.firstIndex(of: UInt32(UInt8(ascii: "]"))) else {
            return pattern.first == scalar ? 1 : nil
        }
        var found = false
        var at = first
        while at < end {
            if at + 2 < end, pattern[at + 1] == UInt32(UInt8(ascii: "-")) {
                found = found || (pattern[at] <= scalar && scalar <= pattern[at + 2])
                at += 3
            } else {
                found = found || pattern[at] == scalar
                at += 1
            }
        }
        return found == negated ? nil : end + 1 - pattern.startIndex
    }

    private static let star = UInt32(UInt8(ascii: "*"))
}
