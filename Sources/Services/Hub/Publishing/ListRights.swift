internal import Foundation
public import Ground
internal import Watchlist

/// Which lists a device may have; it gets the keys of these and no others.
public struct ListRights: Sendable, Equatable, Codable {
    /// Every list that there is and will be.
    public static let all = ListRights(nil)

    /// Owners of lists; nil for all.
    public let owners: Set<String>?

    public init(_ owners: Set<String>?) { self.owners = owners }

    private enum CodingKeys: CodingKey { case owners }

    /// A misspelt member would give every list.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.members(CodingKeys.self).decodeIfPresent(Set<String>.self, forKey: .owners))
    }

    /// Whether the device may have this owner's list.
    func include(_ owner: String) -> Bool { owners?.contains(owner) ?? true }
}

/// A column of owners with commas between them; null for all.
extension ListRights: SQLConvertible {
    var sqlValue: SQLValue { (owners?.sorted().joined(separator: ",")).sqlValue }

    init?(_ value: SQLValue) {
        guard let text = String?(value) else { return nil }
        self.init(text.map { Set($0.split(separator: ",").map(String.init)) })
    }
}

extension Hub {
    /// Gives a device other rights than before; its link learns of it at its next look for keys. A list that it may not
    /// have any more gets another key.
    ///
    /// - Returns: the lists that have another key now.
    /// - Throws: ``Fault`` `hub.unknownDevice`, `hub.list` for a list that is not there; after the rights are others, as
    ///   ``rotateListKeys(_:)``.
    @discardableResult
    public func allow(_ device: UUIDv7, _ rights: ListRights) async throws -> [String] {
        let present = try await lists()
        try check(rights, among: present)
        try await inventory.allow(device, rights, lists: present, now: now())
        do { return try await finishKeyRotations() } catch let fault as Fault {
            throw fault.saying("the device's rights are changed")
        }
    }

    /// A list that was mistyped would be missed at the border, not here.
    ///
    /// - Parameter present: whose lists there are.
    func check(_ rights: ListRights, among present: Set<String>) throws(Fault) {
        guard let unknown = rights.owners?.subtracting(present).min() else { return }
        throw Fault(
            .hubList,
            "there is no list '\(unknown)'; those there are: \(present.sorted().joined(separator: ", "))")
    }
}
