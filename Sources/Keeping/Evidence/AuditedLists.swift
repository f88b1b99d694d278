internal import Crypto
internal import Foundation
internal import Ground

/// The lists that answers were searched in, as the chain tells of them: each answer carries a name of all, and what has
/// changed since the answer before stands in records of its own.
///
/// An answer in a thousand lists takes no more room than one in one, and which lists they were can be told from the log:
///
///     var lists = AuditedLists()
///     _ = try AuditVerification.verify(root) { record in
///         lists.take(record.event)
///         if case .search(let search) = record.event { print(lists.searched(by: search) ?? "unknown") }
///     }
public struct AuditedLists: Sendable {
    /// Stands for owners and generations; two answers with one name were searched in the same.
    public struct Name: Sendable, Codable, Equatable {
        public let count: Int
        /// SHA-256 of a line `owner generation` for each, in the order of their bytes, in lower-case hex.
        public let digest: String

        init(_ generations: [String: Int]) {
            count = generations.count
            let lines = generations.map { Array("\($0) \($1)\n".utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
            digest = Hex.encode(SHA256.hash(data: Data(lines.joined())))
        }
    }

    /// A part of what has changed, as much as fits one record.
    public struct Change: Sendable, Codable, Equatable {
        /// Nothing that was said before counts: every file of the log says it all once, and each run of the station.
        public let isAnew: Bool
        /// List owner to generation.
        public let searched: [String: Int]
        /// Owners whose lists are searched no more.
        public let withdrawn: [String]
    }

    /// Bytes of owners' names in one record, at most; escaped in JSON they have six times as many.
    private static let room = 2_048

    /// nil until the log has said them all once.
    public private(set) var generations: [String: Int]?
    /// Theirs, where they are what was last written.
    private(set) var name: Name?

    public init() {}

    /// What the answer was searched in: owner to generation.
    ///
    /// - Returns: nil where nothing was searched, or the records before it that would tell are not there any more.
    public func searched(by search: AuditSearch) -> [String: Int]? {
        if let old = search.generations { return old }
        guard let generations, search.lists == Name(generations) else { return nil }
        return generations
    }

    /// Follows the chain.
    public mutating func take(_ event: AuditEvent) {
        guard case .lists(let change) = event else { return }
        var all = change.isAnew ? [:] : generations
        change.withdrawn.forEach { all?[$0] = nil }
        all?.merge(change.searched) { $1 }
        (generations, name) = (all, nil)
    }

    /// The records that lead from these lists to others, and the account with the others.
    func leading(to others: [String: Int]) -> (changes: [Change], account: AuditedLists) {
        if name != nil, others == generations { return ([], self) }
        var changed = others.filter { generations?[$0.key] != $0.value }.sorted { $0.key < $1.key }[...]
        var gone = (generations ?? [:]).keys.filter { others[$0] == nil }.sorted()[...]
        var changes: [Change] = []
        repeat {
            var room = Self.room
            let searched = Self.take(from: &changed, &room) { $0.key }
            let withdrawn = Self.take(from: &gone, &room) { $0 }
            changes.append(
                Change(
                    isAnew: generations == nil && changes.isEmpty,
                    searched: Dictionary(uniqueKeysWithValues: searched.map { ($0.key, $0.value) }),
                    withdrawn: Array(withdrawn)))
        } while !changed.isEmpty || !gone.isEmpty
        var account = self
        (account.generations, account.name) = (others, Name(others))
        return (changes, account)
    }

    /// As many as there is room for, at least one where there is any room.
    private static func take<Element>(
        from rest: inout ArraySlice<Element>, _ room: inout Int, _ owner: (Element) -> String
    ) -> ArraySlice<Element> {
        let taken = rest.prefix { element in
            guard room > 0 else { return false }
            room -= owner(element).utf8.count + 24
            return true
        }
        rest = rest.dropFirst(taken.count)
        return taken
    }
}
