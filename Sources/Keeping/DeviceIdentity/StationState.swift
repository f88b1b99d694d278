public import Foundation
public import Ground

/// Where the station's things lie: what it keeps for itself, what it hands to the link, and what it takes from it.
public struct StationState: ProcessState, Hashable {
    package static let process = KeyOwner.station
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
    /// The centre's replies that nobody has read, sealed.
    public var unread: URL { own.appending(path: "unread") }
    /// The newest time that this device's clock has said.
    public var seenTime: URL { own.appending(path: "time.json") }
    /// Whether a station has worked here: it keeps the time from its first moment on.
    public var hasRun: Bool { DurableFile.isThere(seenTime) }
    /// What is queued for the centre and not receipted, noted apart from the outbox.
    public var queued: URL { own.appending(path: "queued") }
    /// What the centre is to hear if the encounter under way is interrupted, sealed.
    public var openHit: URL { own.appending(path: "open-hit.json") }
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

    package var folders: [StateFolder] {
        [
            .passage(directory.toStation), .own(own, of: .station), .handOver(directory.toLink, from: .station),
            .mail(receipts, to: .station), .mail(messages, to: .station), .own(unread, of: .station, isNeeded: false),
        ]
    }

    /// What keeps from this station what the link brings; nil where nothing does.
    public var blocked: Fault? {
        for folder in [incoming, receipts, messages] {
            // The station takes things out of its own, and reads the link's.
            let isRead = Folder.isThere(folder) && access(folder.path + "/.", R_OK | X_OK) == 0
            guard !(folder == incoming ? isRead : Folder.isOpen(folder)) else { continue }
            return StateFolder.useless(folder, to: .station)
        }
        return Strangers.fault(in: incoming)
    }
}
