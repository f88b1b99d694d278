internal import DeviceIdentity
internal import Ground
internal import Watchlist

/// What a station keeps of list keys: the hub's newest notice, and the keys of before of those lists of which that notice
/// gives none, or an older one, without saying that they are withdrawn.
struct HeldListKeys: Codable {
    /// Bytes of the JSON form, at most.
    static let limit = 2 * ListKeyNotice.limit

    let notice: ListKeyNotice
    let kept: [SealedListKey]

    private enum CodingKeys: CodingKey { case kept }

    init(_ notice: ListKeyNotice, keeping kept: [SealedListKey]) {
        self.notice = notice
        self.kept = kept
    }

    /// A notice by itself, as a station of before has kept it, is one that keeps nothing.
    init(from decoder: any Decoder) throws {
        notice = try ListKeyNotice(from: decoder)
        kept =
            try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent([SealedListKey].self, forKey: .kept) ?? []
    }

    func encode(to encoder: any Encoder) throws {
        try notice.encode(to: encoder)
        guard !kept.isEmpty else { return }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kept, forKey: .kept)
    }
}

extension ListKeyNotice.Contents {
    /// The keys of before that stay in force beside those of this notice: of a list that it does not say is withdrawn, and
    /// gives no key for, or an older one. A hub of before says of no list that it is withdrawn.
    func kept(of before: [SealedListKey]) -> [SealedListKey] {
        let named = lists.map(Set.init) ?? Set(before.map(\.list)).union(listKeys.map(\.list))
        let (numbers, newest) = (listKeys.numbers, before.numbers)
        return before.filter { key in
            named.contains(key.list) && numbers[key.list].map { $0 < newest[key.list] ?? 0 } ?? true
        }
    }

    /// Whose lists the device is to have, and gets no key for.
    var withoutKey: Set<String> { Set(lists ?? []).subtracting(listKeys.map(\.list)) }

    /// Whether this one is to be used where a station has that one: by their times; or, as a hub of before has no other
    /// order where its clock was ahead, by the numbers of the keys, where some are newer and none is older.
    func isNewer(than here: Self) -> Bool {
        if issued > here.issued { return true }
        let before = here.listKeys.numbers
        var isRising = false
        for (list, number) in listKeys.numbers {
            guard let old = before[list] else { continue }
            if number < old { return false }
            if number > old { isRising = true }
        }
        return isRising
    }

    /// Whether both name the same lists and give the same keys.
    ///
    /// - Parameter open: opens keys: a hub may have had another one of the same name for a while.
    func saysTheSame(
        as other: Self, open: ([SealedListKey]) throws(Fault) -> [ListKey]
    ) throws(Fault) -> Bool {
        guard lists == other.lists else { return false }
        let secrets = { (keys: [ListKey]) in
            Dictionary(keys.map { ($0.identifier, $0) }, uniquingKeysWith: { first, _ in first })
        }
        let (one, two) = (secrets(try open(listKeys)), secrets(try open(other.listKeys)))
        return one.count == two.count
            && one.allSatisfy { name, key in two[name].map { $0.opensTheSame(as: key) } ?? false }
    }
}

extension [SealedListKey] {
    /// The number of each list's newest key, as the hub counts them: `owner-3`.
    fileprivate var numbers: [String: Int] {
        Dictionary(
            map { ($0.list, $0.identifier.split(separator: "-").last.flatMap { Int($0) } ?? 0) },
            uniquingKeysWith: Swift.max)
    }
}
