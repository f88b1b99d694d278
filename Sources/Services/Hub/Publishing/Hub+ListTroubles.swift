internal import Foundation
internal import Ground
internal import Watchlist

extension Hub {
    /// What keeps lists from being published here, by list: a key or signed metadata that are not as they were.
    ///
    /// - Throws: ``Fault`` `trust.*`, `disk.read` where it cannot be told.
    func listTroubles() async throws(Fault) -> [String: Fault] {
        let published = try await publisher.lists()
        var troubles = try await publisher.troubles().merging(publisher.unsigned()) { first, _ in first }
        for (list, trouble) in troubles { troubles[list] = Self.keyFault(list, trouble) }
        let keys = Dictionary(grouping: try listKeys.all(), by: \.list)
        let reading = try self.published.read(folder.repository)
        for list in try await lists() where troubles[list] == nil {
            troubles[list] = try keyTrouble(list, published: published)
            if troubles[list] == nil {
                troubles[list] = try keyTrouble(list, keys[list] ?? [], published: reading)
            }
        }
        return troubles
    }
}
