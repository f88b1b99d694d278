public import Foundation
public import Ground

/// Where the station's things lie: what it keeps for itself, what it hands to the link, and what it takes from it.
public struct StationState: Sendable, Hashable {
    public let directory: StateDirectory

    public init(_ directory: StateDirectory) { self.directory = directory }

    private var own: URL { directory.own(.station) }

    /// Held while a station runs.
    public var lock: URL { own.appending(path: "lock") }
    public var identity: URL { own.appending(path: "identity.json") }
    public var key: URL { own.appending(path: "station.key") }
    /// The hub's last notice of list keys, sealed to the station.
    public var listKeys: URL { own.appending(path: "keys.json") }
    /// The centre's word that this device is shut out, for good.
    public var revocation: URL { own.appending(path: "revoked.json") }
    /// The lists in force, sealed.
    public var lists: URL { own.appending(path: "lists") }
    /// The metadata that the station has verified.
    public var trust: URL { own.appending(path: "trust") }
    /// How far the centre's replies have been shown.
    public var replies: URL { own.appending(path: "replies.json") }
    /// The newest time that this device's clock has said.
    public var seenTime: URL { own.appending(path: "time.json") }
    /// The chain of evidence.
    public var audit: URL { own.appending(path: "audit") }

    /// Sealed items that wait for the centre. The link reads them.
    public var outbox: URL { directory.toLink.appending(path: "outbox.sqlite") }
    /// What the station wants of the copy of the lists; see ``WantedLists``.
    public var wanted: URL { directory.toLink.appending(path: "wanted.json") }
    /// Codes of what is wrong at the station, for the link to tell the hub.
    public var alarms: URL { directory.toLink.appending(path: "alarms.json") }
    /// The chain's newest record kept apart, for the link to tell the hub.
    public var auditAnchor: URL { directory.toLink.appending(path: "audit-anchor.json") }

    /// The link's copy of the repository. Nothing in it is believed.
    public var incoming: URL { directory.link.incoming }
    public var incomingKeys: URL { directory.link.incomingKeys }
    public var incomingRevocation: URL { directory.link.incomingRevocation }
    public var receipts: URL { directory.toStation.appending(path: "receipts") }
    public var messages: URL { directory.toStation.appending(path: "messages") }

    var folders: [StateFolder] {
        [
            .passage(directory.toStation), .own(own, of: .station), .handOver(directory.toLink, from: .station),
            .mail(receipts, to: .station), .mail(messages, to: .station),
        ]
    }

    /// Makes the station's folders where they are missing.
    ///
    /// - Throws: ``Fault`` `disk.write` naming the folder.
    public func prepare() throws(Fault) { try directory.make(folders) }

    /// Lets one station at a time work here, before it opens or writes anything.
    ///
    /// - Returns: to be kept as long as it works; let go when the process ends, however it ends.
    /// - Throws: ``Fault`` `state.inUse` while another one does, `disk.write`.
    public func hold() async throws(Fault) -> FileLock {
        try await FileLock.take(
            lock,
            orThrow: Fault(
                .stateInUse,
                "a station works on \(directory.root.path) already; stop it first: systemctl stop ridgelined"))
    }

    /// Whether the station's folders are out of every other user's reach.
    ///
    /// - Throws: ``Fault`` `state.open`.
    public func check() throws(Fault) {
        for folder in [.passage(directory.root)] + folders { try folder.check(for: .station) }
    }
}
