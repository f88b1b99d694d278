import DeviceIdentity
public import Foundation
internal import Ground

/// Where the parts of one hub lie on the disk; the README draws the picture.
public struct HubFolder: Sendable {
    public let root: URL

    public init(_ root: URL) { self.root = root.standardizedFileURL }

    /// Written last by `init`: a folder with settings is a whole hub.
    var settings: URL { root.appending(path: "hub.json") }
    var database: URL { root.appending(path: "hub.sqlite") }
    var keys: URL { root.appending(path: "keys") }
    /// The signed repository; holds nothing secret, any web server can serve it.
    var repository: URL { root.appending(path: "repository") }
    /// The publisher's own copies of the lists, sealed.
    var lists: URL { root.appending(path: "lists") }
    /// Where a server listens, so that a restart finds the same ports; invitations speak of the one without a name.
    func ports(_ instance: String?) -> URL { root.appending(path: "ports\(instance.map { "-" + $0 } ?? "").json") }
    /// Held while the process of this name serves.
    func serveLock(_ instance: String?) -> URL {
        root.appending(path: "serve\(instance.map { "-" + $0 } ?? "").lock")
    }
    /// Held while one process makes or changes keys and certificates of the hub.
    var keysLock: URL { keys.appending(path: "keys.lock") }
    /// Held while one process signs.
    var publishLock: URL { root.appending(path: "publish.lock") }

    /// Takes one of these locks.
    ///
    /// - Throws: ``Fault`` `hub.busy` when another process still holds it after `patience`, `disk.write`.
    func lock(
        _ file: URL, patience: Duration = .zero, isolation: isolated (any Actor)? = #isolation
    ) async throws(Fault) -> FileLock {
        let busy = Fault(.hubBusy, "another process holds \(file.path); stop it, or wait until it is done")
        return try await FileLock.take(file, patience: patience, orThrow: busy)
    }

    /// Makes the folders, for their owner only.
    ///
    /// - Throws: ``Fault`` `disk.write`.
    func create() throws(Fault) {
        for folder in [root, keys, repository] { try Folder.make(folder) }
    }
}
