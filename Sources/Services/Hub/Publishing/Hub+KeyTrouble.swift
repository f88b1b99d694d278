internal import Foundation
internal import Ground
internal import ListFiles
internal import TrustedUpdate
internal import Watchlist

/// A list whose key file is damaged, lost or another's: what is published of it, and the hub's own copy, are sealed with
/// that key alone, so no other can take its place.
extension Hub {
    /// Whose lists there are: those that have a key, and those that are published and have lost it.
    func lists() async throws(Fault) -> Set<String> { try listKeys.owners().union(try await publisher.lists()) }

    /// - Returns: nil where nothing is wrong with the list's key files, as far as can be seen in them.
    func keyTrouble(_ list: String, published: Set<String>) throws(Fault) -> Fault? {
        let isPublished = published.contains(list)
        guard try listKeys.owners().contains(list) else {
            return isPublished ? Self.keyFault(list, "is not there") : nil
        }
        guard let name = try listKeys.damaged(list) else { return nil }
        guard !isPublished else { return Self.keyFault(list, "holds no key, or cannot be read", name: name) }
        return Fault(
            .hubListKey,
            "keys/lists/\(name) holds no key, or cannot be read; put it back from the hub's backup, or, as nothing of the "
                + "list '\(list)' is published, make another: ridgeline-hub rotate-keys --lists \(list)")
    }

    /// What an alarm says of lists whose keys a device could not be given.
    static func withheld(_ lists: Set<String>) -> String {
        let names = lists.sorted().map { "'\($0)'" }.joined(separator: ", ")
        return
            "the keys of the lists \(names) cannot be read here, or do not open what is published (keys/lists/): the device keeps what it has of them; put the files back from the hub's backup, or delete the lists"
    }

    /// What a station would be told of a key that does not fit, in words for the hub; other faults stay as they are.
    static func keyFault(_ list: String, _ fault: Fault) -> Fault {
        guard fault.code != .trustRole else {
            return fault.saying("to go on without the list: ridgeline-hub delete-list \(list) --yes")
        }
        let cause = Fault(fault.code, fault.statement)
        switch fault.code {
        case .listKey, .listSeal:
            return keyFault(list, "does not open what is published of it, or that is damaged", cause: cause)
        case .diskMissing, .diskRead, .trustMismatch, .listMalformed, .listMissing, .listTarget:
            return .listFile("a published file of the list", of: list, cause: cause)
        default: return fault
        }
    }

    private static func keyFault(
        _ list: String, _ what: String, name: String? = nil, cause: Fault? = nil
    ) -> Fault {
        Fault(
            .hubListKey,
            "the key of the list '\(list)' (keys/lists/\(name ?? "\(list).key or \(list).N.key")) \(what); put the file back "
                + "from the hub's backup. Without one nobody reads here any more what is on the list: then "
                + "ridgeline-hub delete-list \(list), and enrol its persons anew on a list of another name",
            cause: cause)
    }
}

extension Fault {
    /// The same, and what has become of the order.
    func saying(_ outcome: String) -> Fault { Fault(code, "\(message); \(outcome)", cause: cause) }
}

extension [String: Fault] {
    /// Throws what keeps lists back, the first by name with the names of all others; nothing where there is none.
    func throwFirst() throws(Fault) {
        let sorted = self.sorted { $0.key < $1.key }
        guard let first = sorted.first?.value else { return }
        let others = sorted.dropFirst().map { "'\($0.key)'" }.joined(separator: ", ")
        throw others.isEmpty ? first : first.saying("the same or another trouble is with \(others)")
    }
}
