internal import Foundation
public import Ground

/// Puts everything in a state directory where it belongs, and gives it to whom it belongs. May be repeated; stop both
/// daemons before.
public struct StateRepair: Sendable {
    /// Where files lay before each process had folders of its own, and where they lie now.
    private static let moves = [
        ("outbox.sqlite-wal", "to-link/outbox.sqlite-wal"), ("outbox.sqlite-shm", "to-link/outbox.sqlite-shm"),
        ("outbox.sqlite.reserve", "to-link/outbox.sqlite.reserve"), ("outbox.sqlite", "to-link/outbox.sqlite"),
        ("wanted.json", "to-link/wanted.json"), ("audit-anchor.json", "to-link/audit-anchor.json"),
        ("audit", "station/audit"), ("incoming", "to-station/incoming"), ("receipts", "to-station/receipts"),
        ("messages", "to-station/messages"),
    ]

    private let state: StateDirectory
    private let now: Timestamp

    public init(_ state: StateDirectory) { self.init(state, now: Timestamp(Date())) }

    init(_ state: StateDirectory, now: Timestamp) { (self.state, self.now) = (state, now) }

    /// Whether an earlier version has filled the directory.
    static func isNeeded(_ state: StateDirectory) -> Bool {
        ["outbox.sqlite", "audit", "incoming", "wanted.json"].contains {
            DurableFile.isThere(state.root.appending(path: $0))
        }
    }

    /// - Parameter owners: nil where one user runs both daemons, which is no wall: folders and modes are put right.
    /// - Returns: what was moved.
    /// - Throws: ``Fault`` `disk.write`, `state.layout` where something is in the way.
    public func run(owners: StateOwners?) throws(Fault) -> [String] {
        var moved = try moveOld()
        // In place of what only identity and keys are in a person has to look.
        for folder in state.folders where !folder.isNeeded {
            guard try folder.clearWay(at: now) else { continue }
            moved.append("what lay in place of the folder \(folder.url.path), beside it")
        }
        try state.prepare()
        for folder in state.folders {
            guard chmod(folder.url.path, folder.mode) == 0 else {
                throw DurableFile.failure("set the mode of", folder.url.path)
            }
        }
        for file in [state.deviceFile, state.custody] where FileManager.default.fileExists(atPath: file.path) {
            guard chmod(file.path, 0o644) == 0 else { throw DurableFile.failure("set the mode of", file.path) }
        }
        guard let owners else { return moved }
        for folder in state.folders {
            try OwnerChange.apply(folder.url, user: owners.user(folder.owner), group: owners.group, mode: folder.mode)
        }
        return moved
    }

    private func moveOld() throws(Fault) -> [String] {
        var moved: [String] = []
        for (old, new) in Self.moves {
            let (source, target) = (state.root.appending(path: old), state.root.appending(path: new))
            let kind = try? FileManager.default.attributesOfItem(atPath: source.path)[.type] as? FileAttributeType
            guard let kind else { continue }
            // A folder takes the place of an empty one.
            guard
                kind == .typeDirectory
                    || kind == .typeRegular && !FileManager.default.fileExists(atPath: target.path)
            else {
                throw Fault(
                    .stateLayout,
                    "\(source.path) cannot become \(target.path): there is one, or it is no file; look at both and move one away"
                )
            }
            try Folder.make(target.deletingLastPathComponent(), permissions: 0o750)
            guard rename(source.path, target.path) == 0 else { throw DurableFile.failure("move", source.path) }
            moved.append("\(old) to \(new)")
        }
        return moved
    }
}

extension StateDirectory {
    /// Every folder, those above before those below.
    var folders: [StateFolder] { [.passage(root)] + station.folders + link.folders }
}
