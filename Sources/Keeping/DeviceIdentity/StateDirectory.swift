public import Foundation
public import Ground

/// A device's state directory, as who makes, looks at or ends the whole device sees it. Each daemon has a view of its own.
///
/// The directory itself and `to-station/` are nobody's to write in but provisioning's, so that neither daemon can move
/// the other's folders; docs/architecture.md has the table.
public struct StateDirectory: Sendable, Hashable {
    public let root: URL

    public init(_ root: URL) { self.root = root }

    public var station: StationState { StationState(self) }
    public var link: LinkState { LinkState(self) }

    /// Says that provisioning was completed; written last, so that there is no half identity.
    public var deviceFile: URL { root.appending(path: "device.json") }
    /// Says where the private keys lie; written first of all.
    public var custody: URL { root.appending(path: "custody.json") }
    /// What `ridgeline import` has verified itself.
    public var importTrust: URL { root.appending(path: "import/trust") }

    /// The folder of what each process keeps for itself.
    func own(_ owner: KeyOwner) -> URL { root.appending(path: owner == .station ? "station" : "link") }
    /// What the key files of one process are sealed under, where there is no TPM.
    public func seed(of owner: KeyOwner) -> URL { own(owner).appending(path: "seed") }

    /// What the station hands to the link: its alone to write.
    var toLink: URL { root.appending(path: "to-link") }
    /// What the link hands to the station, in folders below.
    var toStation: URL { root.appending(path: "to-station") }

    /// Makes every folder that is missing, those of both processes.
    ///
    /// - Throws: ``Fault`` `disk.write` naming the folder.
    public func prepare() throws(Fault) {
        try station.prepare()
        try link.prepare()
    }

    /// Makes those of these folders that are missing; what it can do without may fail.
    func make(_ folders: [StateFolder]) throws(Fault) {
        for folder in [.passage(root)] + folders where !FileManager.default.fileExists(atPath: folder.url.path) {
            do throws(Fault) { try Folder.make(folder.url, permissions: folder.mode) } catch {
                if folder.isNeeded { throw error }
            }
        }
    }
}
