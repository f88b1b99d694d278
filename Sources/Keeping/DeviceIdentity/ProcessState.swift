package import Foundation
package import Ground

/// The view that one daemon has of the state directory: how it begins to work there.
package protocol ProcessState: Sendable {
    static var process: KeyOwner { get }
    var directory: StateDirectory { get }
    /// Held while one such daemon runs.
    var lock: URL { get }
    /// The folders that the daemon needs, its own and those it shares.
    var folders: [StateFolder] { get }
}

extension ProcessState {
    /// Makes the daemon's folders where they are missing.
    ///
    /// - Throws: ``Fault`` `disk.write` naming the folder.
    package func prepare() throws(Fault) { try directory.make(folders) }

    /// Whether such a daemon works here now, with systemd and without.
    ///
    /// - Throws: ``Fault`` `disk.read` where that cannot be told, as for a user who may not look into the daemon's folder.
    package func isHeld() throws(Fault) -> Bool { try FileLock.isHeld(lock) }

    /// Lets one such daemon at a time work here, before it opens or writes anything. Who only looks is waited for.
    ///
    /// - Returns: to be kept as long as it works; let go when the process ends, however it ends.
    /// - Throws: ``Fault`` `state.inUse` while another one does, `disk.write`.
    package func hold() async throws(Fault) -> FileLock {
        // Those can nobody hold. Another user's lock stays: whoever runs a daemon as that user holds it.
        var status = stat()
        if lstat(lock.path, &status) == 0, [S_IFDIR, S_IFLNK].contains(status.st_mode & S_IFMT) {
            try DurableFile.setAside(lock, at: Timestamp(Date()))
        }
        let (name, program) = Self.process == .station ? ("station", "ridgelined") : ("link", "ridgeline-link")
        return try await FileLock.take(
            lock, patience: .milliseconds(200),
            orThrow: Fault(
                .stateInUse,
                "a \(name) works on \(directory.root.path) already; stop it first: systemctl stop \(program)"))
    }

    /// Whether the daemon's folders are out of every other user's reach.
    ///
    /// - Throws: ``Fault`` `state.open`.
    package func check() throws(Fault) {
        for folder in [.passage(directory.root)] + folders { try folder.check(for: Self.process) }
    }
}
