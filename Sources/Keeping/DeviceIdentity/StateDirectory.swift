public import Foundation
public import Ground

/// Where things lie in a device's state directory: what provisioning makes, and what the two processes hand each other.
///
/// What one process keeps for itself its own target names; the table in docs/architecture.md has everything.
public struct StateDirectory: Sendable, Hashable {
    public let root: URL

    public init(_ root: URL) { self.root = root }

    /// Says that provisioning was completed; written last, so that there is no half identity.
    public var deviceFile: URL { root.appending(path: "device.json") }

    /// Says where the private keys lie; written first of all.
    public var custody: URL { root.appending(path: "custody.json") }
    /// What the key files of one process are sealed under, where there is no TPM.
    public func seed(of owner: KeyOwner) -> URL {
        root.appending(path: owner == .station ? "station/seed" : "link/seed")
    }

    public var stationIdentity: URL { root.appending(path: "station/identity.json") }
    public var stationKey: URL { root.appending(path: "station/station.key") }
    /// The metadata that the station has verified; the technician's tool looks into it.
    public var stationTrust: URL { root.appending(path: "station/trust") }
    public var outbox: URL { root.appending(path: "outbox.sqlite") }

    public var linkIdentity: URL { root.appending(path: "link/identity.json") }
    /// TLS key and certificate in one file, so that they change at one moment.
    public var linkCredential: URL { root.appending(path: "link/credential") }
    /// A key whose certificate has been asked for.
    public var linkPending: URL { root.appending(path: "link/pending.json") }

    /// What the station wants of the copy of the lists, for the link; see ``WantedLists``.
    public var wanted: URL { root.appending(path: "wanted.json") }

    /// The station's chain of evidence, and its newest record kept apart, for the link to tell the hub.
    public var audit: URL { root.appending(path: "audit") }
    public var auditAnchor: URL { root.appending(path: "audit-anchor.json") }

    public var incoming: URL { root.appending(path: "incoming") }
    public var incomingMetadata: URL { incoming.appending(path: "metadata") }
    public var incomingTargets: URL { incoming.appending(path: "targets") }
    public var incomingKeys: URL { incoming.appending(path: "keys.json") }
    public var incomingReady: URL { incoming.appending(path: "ready") }
    public var receipts: URL { root.appending(path: "receipts") }
    public var messages: URL { root.appending(path: "messages") }

    public func receipt(_ item: UUIDv7) -> URL { receipts.appending(path: "\(item).json") }
    public func message(_ number: Int) -> URL { messages.appending(path: "\(number).json") }

    /// Makes every folder that is missing; those with keys are for their owner only.
    ///
    /// - Throws: ``Fault`` `disk.write` naming the folder.
    public func prepare() throws(Fault) {
        let shared = [root, incomingMetadata, incomingTargets, receipts, messages]
        let own = [stationIdentity, linkIdentity].map { $0.deletingLastPathComponent() }
        for (folders, mode) in [(shared, 0o750), (own, 0o700)] {
            for folder in folders { try Folder.make(folder, permissions: mode) }
        }
    }
}
