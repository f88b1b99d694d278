import DeviceIdentity
public import Foundation
internal import Ground

/// Where the parts of one hub lie on the disk; the README draws the picture.
public struct HubFolder: Sendable {
    public let root: URL

    public init(_ root: URL) { self.root = root.standardizedFileURL }

    /// Written last by `init`: a folder with settings is a whole hub.
    var settings: URL { root.appending(path: "hub.json") }
    /// Written first by `init`, and removed when it is done: where parts of a hub are and this is not, they are of a hub
    /// that was whole, whatever of it is lost, and nothing of it is made anew.
    var unfinished: URL { root.appending(path: "init.unfinished") }
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

    var isUnfinished: Bool { FileManager.default.fileExists(atPath: unfinished.path) }

    /// The names of parts of a hub that are here, besides its settings.
    var parts: [String] {
        [database, keys, repository, lists, ports(nil)].filter { part in
            // A folder may have been made for us.
            (try? FileManager.default.contentsOfDirectory(atPath: part.path).isEmpty) != true
                && FileManager.default.fileExists(atPath: part.path)
        }.map(\.lastPathComponent)
    }

    /// Whether a hub may be made here: nothing of one is here, or what an interrupted `init` has left.
    var mayBeMade: Bool {
        !FileManager.default.fileExists(atPath: settings.path) && (isUnfinished || parts.isEmpty)
    }

    /// There from the moment at which a database server is named until it has tables: it may be away then. Later an empty one
    /// has lost what it held.
    private var unfilled: URL { root.appending(path: "database.unfilled") }
    var isUnfilled: Bool { FileManager.default.fileExists(atPath: unfilled.path) }

    /// - Throws: ``Fault`` `disk.write`.
    func beginDatabase() throws(Fault) { try DurableFile.write(Data(), to: unfilled, permissions: 0o600) }
    func finishDatabase() { if isUnfilled { try? DurableFile.remove(unfilled) } }

    /// What a look at the published repository keeps while it lasts.
    var look: URL { root.appending(path: "look") }

    /// Takes one of these locks.
    ///
    /// - Throws: ``Fault`` `hub.busy` when another process still holds it after `patience`, `disk.write`.
    func lock(
        _ file: URL, patience: Duration = .zero, isolation: isolated (any Actor)? = #isolation
    ) async throws(Fault) -> FileLock {
        let busy = Fault(.hubBusy, "another process holds \(file.path); stop it, or wait until it is done")
        return try await FileLock.take(file, patience: patience, orThrow: busy)
    }

    /// Makes the folders, for their owner only, and says that they are not a hub yet.
    ///
    /// - Throws: ``Fault`` `disk.write`.
    func begin() throws(Fault) {
        try Folder.make(root)
        try DurableFile.write(Data(), to: unfinished, permissions: 0o600)
        for folder in [keys, repository] { try Folder.make(folder) }
    }

    /// It is a hub now.
    ///
    /// - Throws: ``Fault`` `disk.write`.
    func finish() throws(Fault) { if isUnfinished { try DurableFile.remove(unfinished) } }
}
