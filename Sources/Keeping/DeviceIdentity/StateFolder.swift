internal import Foundation
internal import Ground

/// A folder of the state directory, and who may do what in it.
package struct StateFolder: Sendable {
    /// nil: root, or whoever provisions.
    let owner: KeyOwner?
    let url: URL
    let mode: mode_t
    /// false: a station works without it.
    var isNeeded = true

    /// Only the owner looks into it.
    static func own(_ url: URL, of owner: KeyOwner, isNeeded: Bool = true) -> StateFolder {
        StateFolder(owner: owner, url: url, mode: 0o700, isNeeded: isNeeded)
    }

    /// The owner writes, the other process reads: its files are the group's to read.
    static func handOver(_ url: URL, from owner: KeyOwner, isNeeded: Bool = true) -> StateFolder {
        StateFolder(owner: owner, url: url, mode: 0o2750, isNeeded: isNeeded)
    }

    /// The other process puts files in, and the owner takes them out: with the sticky bit nobody else can.
    static func mail(_ url: URL, to owner: KeyOwner) -> StateFolder {
        StateFolder(owner: owner, url: url, mode: 0o3770, isNeeded: false)
    }

    /// Everybody passes, nobody changes what is in it.
    static func passage(_ url: URL, isNeeded: Bool = true) -> StateFolder {
        StateFolder(owner: nil, url: url, mode: 0o755, isNeeded: isNeeded)
    }

    /// Whether somebody else than this process or root could put another file in the place of one in here.
    ///
    /// - Throws: ``Fault`` `state.open`.
    func check(for process: KeyOwner) throws(Fault) {
        var status = stat()
        // In what is no folder nobody exchanges anything.
        if !isNeeded, stat(url.path, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR { return }
        let isThere = lstat(url.path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        let mine = [0, geteuid()].contains(status.st_uid)
        let isSticky = status.st_mode & S_ISVTX != 0
        // What the other one hands over is its own, and is not believed.
        let isForeign = owner != nil && owner != process
        guard isThere, isForeign || mine && (status.st_mode & 0o022 == 0 || isSticky) else {
            throw Fault(
                .stateOpen,
                "in \(url.path) another user could exchange files of this process; run as root: ridgeline repair --state DIR"
            )
        }
    }

    /// Sets aside what lies in the folder's place and is none: a file, a link, wherever it leads.
    ///
    /// - Returns: whether there was such a thing.
    /// - Throws: ``Fault`` `disk.write`.
    func clearWay(at time: Timestamp) throws(Fault) -> Bool {
        guard DurableFile.isThere(url), !Folder.isItself(url) else { return false }
        try DurableFile.setAside(url, at: time)
        return true
    }

    /// Makes the folder again where it is gone, no folder or closed to this process, and gives its own the mode that it has to
    /// have.
    ///
    /// - Returns: whether it was made.
    /// - Throws: ``Fault`` `state.folder` where it may not.
    func mend(for process: KeyOwner, at time: Timestamp) throws(Fault) -> Bool {
        do throws(Fault) {
            if try !clearWay(at: time) {
                // Where it is not this user's to change, who writes there next says so.
                if owner == process, (try? check(for: process)) == nil { _ = chmod(url.path, mode) }
                if owner == nil ? Folder.isThere(url) : Folder.isOpen(url) { return false }
                if DurableFile.isThere(url) { try DurableFile.setAside(url, at: time) }
            }
            try Folder.make(url, permissions: mode)
            return true
        } catch {
            throw Self.useless(url, to: process, cause: error)
        }
    }

    /// What is said of a folder in which nothing of the centre's arrives.
    static func useless(_ url: URL, to process: KeyOwner, cause: Fault? = nil) -> Fault {
        Fault(
            .stateFolder,
            "\(url.path) is gone, no folder, or closed to the \(process), so that nothing of the centre's arrives in it; stop both daemons, and run as root: ridgeline repair",
            cause: cause)
    }
}
