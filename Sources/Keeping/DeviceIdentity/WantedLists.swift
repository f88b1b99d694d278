public import Foundation
public import Ground

/// What a station wants the link to bring: the lists that it has keys for, from where it is with each, and what came
/// damaged once more.
///
/// The station writes it, the link reads it; provisioning writes the first. Nothing in it is secret: names and numbers.
public struct WantedLists: Codable, Sendable, Equatable {
    private static let limit = 1 << 20

    /// Owner to the generation that is here already; 0 asks for the whole list.
    public var lists: [String: Int]
    /// How many copies of the lists were damaged: another number asks for the copy to be made again.
    public var damagedCopies: Int
    /// The same of notices of list keys.
    public var damagedNotices: Int
    /// Owners whose list could not be taken up, each with the fault's code, for the hub to know; the empty owner stands
    /// for the whole copy. nil where there are none.
    public var refused: [String: String]?

    public init(lists: [String: Int], damagedCopies: Int = 0, damagedNotices: Int = 0) {
        self.lists = lists
        self.damagedCopies = damagedCopies
        self.damagedNotices = damagedNotices
    }

    /// Whether the same is wanted; what was refused is news, not a wish.
    public static func == (one: WantedLists, other: WantedLists) -> Bool {
        (one.lists, one.damagedCopies, one.damagedNotices) == (other.lists, other.damagedCopies, other.damagedNotices)
    }

    /// - Returns: nil where nobody has said yet what is wanted.
    /// - Throws: ``Fault`` `disk.read`, `disk.tooLarge`, `json.invalid`.
    public static func load(from file: URL) throws(Fault) -> WantedLists? {
        do { return try WireJSON.load(from: file, limit: limit) } catch  where error.code == .diskMissing {
            return nil
        }
    }

    /// - Throws: ``Fault`` `disk.write`, `disk.full`.
    public func save(to file: URL) throws(Fault) { try DurableFile.write(try WireJSON.encode(self), to: file) }
}
