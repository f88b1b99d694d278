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

    public init(lists: [String: Int], damagedCopies: Int = 0, damagedNotices: Int = 0) {
        self.lists = lists
        self.damagedCopies = damagedCopies
        self.damagedNotices = damagedNotices
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
