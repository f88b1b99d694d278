public import Ground

/// Which lists are searched.
public struct ListsReport: Sendable, Codable, Equatable {
    /// List owner to generation.
    public let generations: [String: Int]
    public let fingers: Int
    /// Templates of the lists that cannot be searched.
    public let unreadable: Int
    /// When the centre's signature on them expires.
    public let expires: Timestamp?
    /// When the root of trust expires, which the centre renews long before.
    public let rootExpires: Timestamp?
    /// When the centre has last signed, by its own clock.
    public let signed: Timestamp?
    /// When the newest of them came into force here.
    public let since: Timestamp
}
