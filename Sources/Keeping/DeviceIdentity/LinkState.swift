public import Foundation
public import Ground

/// Where the link's things lie: what it keeps for itself, what it hands to the station, and what it takes from it.
public struct LinkState: ProcessState, Hashable {
    package static let process = KeyOwner.link
    public let directory: StateDirectory

    public init(_ directory: StateDirectory) { self.directory = directory }

    private var own: URL { directory.own(.link) }

    /// Held while a link runs.
    public var lock: URL { own.appending(path: "lock") }
    public var identity: URL { own.appending(path: "identity.json") }
    /// TLS key and certificate in one file, so that they change at one moment.
    public var credential: URL { own.appending(path: "credential") }
    /// A key whose certificate has been asked for.
    public var pending: URL { own.appending(path: "pending.json") }
    /// The metadata that the link has verified.
    public var trust: URL { own.appending(path: "trust") }
    /// The number of the last message that was fetched.
    public var messagePosition: URL { own.appending(path: "messages.json") }

    /// The copy of the repository: of its list files those that this device needs.
    public var incoming: URL { directory.toStation.appending(path: "incoming") }
    public var incomingMetadata: URL { incoming.appending(path: "metadata") }
    public var incomingTargets: URL { incoming.appending(path: "targets") }
    public var incomingKeys: URL { incoming.appending(path: "keys.json") }
    /// The centre's word that this device is shut out.
    public var incomingRevocation: URL { incoming.appending(path: "revocation.json") }
    public var incomingReady: URL { incoming.appending(path: "ready") }

    public func receipt(_ item: UUIDv7) -> URL { receipts.appending(path: "\(item).json") }
    public func message(_ number: Int) -> URL { messages.appending(path: "\(number).json") }
    public var receipts: URL { directory.station.receipts }
    public var messages: URL { directory.station.messages }

    /// The station's, for the link to read.
    public var outbox: URL { directory.station.outbox }
    public var wanted: URL { directory.station.wanted }
    public var alarms: URL { directory.station.alarms }
    public var auditAnchor: URL { directory.station.auditAnchor }

    package var folders: [StateFolder] {
        [
            passage, .own(own, of: .link), copy,
            .handOver(incomingMetadata, from: .link, isNeeded: false),
            .handOver(incomingTargets, from: .link, isNeeded: false),
        ]
    }

    // Without them no lists and receipts come, but hits and health go.
    private var passage: StateFolder { .passage(directory.toStation, isNeeded: false) }
    private var copy: StateFolder { .handOver(incoming, from: .link, isNeeded: false) }

    /// Makes those folders again in which the link leaves something for the station, where they are gone or something else lies
    /// in their place, which is set aside; what it may not do, as between two users, it says.
    ///
    /// - Returns: what was made, and what of the rest is wrong: `state.folder`.
    package func mend(at time: Timestamp) -> (made: [URL], fault: Fault?) {
        var made: [URL] = []
        var fault: Fault?
        for folder in [passage, copy, .mail(receipts, to: .station), .mail(messages, to: .station)] {
            do throws(Fault) { if try folder.mend(for: .link, at: time) { made.append(folder.url) } } catch {
                fault = fault ?? error
            }
        }
        return (made, fault)
    }

    /// What the link cannot write though it must, for who may look into its folders; nil where there is nothing.
    public var strangers: Fault? { Strangers.fault(in: incoming) ?? Strangers.fault(in: own) }

    /// What another user has put into the copy of the repository, as root does by `ridgeline import`, becomes the link's, for
    /// the station to read.
    ///
    /// - Throws: ``Fault`` `disk.write`.
    public func giveIncomingToItsOwner() throws(Fault) {
        var status = stat()
        guard geteuid() == 0, stat(incoming.path, &status) == 0, status.st_uid != 0 else { return }
        try OwnerChange.apply(incoming, user: status.st_uid, group: status.st_gid, mode: status.st_mode & 0o7777)
    }
}
