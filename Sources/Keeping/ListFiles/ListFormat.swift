package import Ground

/// How a list file's records are written. A file is of the earliest format that says all that its list says, so that a
/// device which is not updated yet goes on as long as it misses nothing.
public enum ListFormat: UInt8, Sendable, Comparable, CaseIterable {
    /// Fingers without pictures, and texts.
    case two = 2
    /// Parts of any kind, pictures, what the officer sees, cautions, actions.
    case three = 3

    /// What this version reads, as a device tells the hub.
    public static let readable = allCases.map { Int($0.rawValue) }
    /// What devices read that do not tell.
    public static let assumed = [Int(two.rawValue)]

    /// - Throws: ``Fault`` `list.version` for one of a later version.
    package init(_ number: Int, of what: String) throws(Fault) {
        guard let format = UInt8(exactly: number).flatMap(Self.init) else {
            throw Fault(.listVersion, "\(what) is of list format \(number); update this device's software")
        }
        self = format
    }

    public static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
}
