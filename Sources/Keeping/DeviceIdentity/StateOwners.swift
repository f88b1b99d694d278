public import Foundation
public import Ground

/// The users that the two daemons run as, and the group that may read what they hand each other.
///
///     let owners = try StateOwners(station: "ridgeline-station", link: "ridgeline-link", group: "ridgeline")
public struct StateOwners: Sendable, Equatable {
    public let station: uid_t
    public let link: uid_t
    public let group: gid_t

    public init(station: uid_t, link: uid_t, group: gid_t) {
        (self.station, self.link, self.group) = (station, link, group)
    }

    /// - Parameters: names, or numbers in their place.
    /// - Throws: ``Fault`` `state.user` for one that this system does not know, and for a wall of one user only.
    public init(station: String, link: String, group: String) throws(Fault) {
        let gid = gid_t(group) ?? getgrnam(group)?.pointee.gr_gid
        guard let one = Self.user(station), let other = Self.user(link), let gid else {
            throw Fault(
                .stateUser,
                "\(station), \(link) or the group \(group) is not known here; run: systemd-sysusers, or scripts/install"
            )
        }
        guard one != other, one != 0, other != 0 else {
            throw Fault(.stateUser, "station and link must be two users, neither of them root; name two")
        }
        self.init(station: one, link: other, group: gid)
    }

    private static func user(_ text: String) -> uid_t? { uid_t(text) ?? getpwnam(text)?.pointee.pw_uid }

    func user(_ owner: KeyOwner?) -> uid_t {
        switch owner {
        case .station: station
        case .link: link
        case nil: 0
        }
    }
}
