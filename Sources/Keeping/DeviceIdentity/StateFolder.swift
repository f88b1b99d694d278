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
    static func handOver(_ url: URL, from owner: KeyOwner) -> StateFolder {
        StateFolder(owner: owner, url: url, mode: 0o2750)
    }

    /// The other process puts files in, and the owner takes them out: with the sticky bit nobody else can.
    static func mail(_ url: URL, to owner: KeyOwner) -> StateFolder {
        StateFolder(owner: owner, url: url, mode: 0o3770, isNeeded: false)
    }

    /// Everybody passes, nobody changes what is in it.
    static func passage(_ url: URL) -> StateFolder { StateFolder(owner: nil, url: url, mode: 0o755) }

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
}
