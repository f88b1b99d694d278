public import Foundation
internal import Ground

extension TrustedClient {
    /// Files of a client's state that are not as they were verified: what they knew against a rollback is lost.
    ///
    /// - Parameters:
    ///   - folder: the client's state, with no client at work.
    ///   - trustedRoot: the root that came by a trusted way.
    ///   - isComplete: a refresh has once come to its end here, whatever is there now.
    /// - Returns: top-level metadata that no root of the chain vouches for, or that are gone while what was written after
    ///   them is there; whatever is no regular file; the folder itself, or that of the roots, where it is none or this process
    ///   may not read and write it.
    public static func damaged(in folder: URL, trustedRoot: Data, isComplete: Bool) -> [URL] {
        let isThere = DurableFile.isThere(folder)
        if isThere, !Folder.isOpen(folder) { return [folder] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let files = Dictionary(
            uniqueKeysWithValues: names.filter { $0.hasSuffix(".json") }.map { name in
                let file = folder.appending(path: name, directoryHint: .notDirectory)
                return (name, StoredFile { () throws(Fault) in try DurableFile.read(file, limit: TrustStore.largest) })
            })
        let chain = isThere ? try? TrustStore(folder).roots().values.map(\.self) : nil
        // Every root that was in force here: what one of them has vouched for was verified once.
        let roots = ((chain ?? []) + [trustedRoot] + [files["root.json"]?.data].compactMap(\.self))
            .compactMap { try? RootMetadata($0) }
        let isWithdrawn = names.contains(TrustStore.withdrawn)
        var damaged = files.filter { $0.value == .unreadable }.map(\.key)
        let past = folder.appending(path: TrustStore.chain)
        if DurableFile.isThere(past), !Folder.isOpen(past) { damaged.append(TrustStore.chain) }
        var isFollowed = isComplete
        for role in ["targets", "snapshot", "timestamp", "root"] {
            let name = "\(role).json"
            let mayBeGone = isWithdrawn && ["snapshot", "timestamp"].contains(role)
            switch files[name] {
            case nil: if isFollowed, !mayBeGone { damaged.append(name) }
            case .unreadable: break
            case .data(let data): if !isSound(data, role, roots) { damaged.append(name) }
            }
            isFollowed = isFollowed || files[name] != nil
        }
        return damaged.sorted().map { folder.appending(path: $0, directoryHint: .notDirectory) }
    }

    private enum StoredFile: Equatable {
        case data(Data), unreadable

        init(_ read: () throws(Fault) -> Data) { self = (try? read()).map(Self.data) ?? .unreadable }

        var data: Data? { if case .data(let data) = self { data } else { nil } }
    }

    private static func isSound(_ data: Data, _ role: String, _ roots: [RootMetadata]) -> Bool {
        switch role {
        case "root": (try? RootMetadata(data)) != nil
        case "timestamp": roots.contains { (try? TimestampMetadata(data, keys: $0.timestamp)) != nil }
        case "snapshot": roots.contains { (try? SnapshotMetadata(data, keys: $0.snapshot)) != nil }
        default: roots.contains { (try? TargetsMetadata(data, keys: $0.targets, name: role)) != nil }
        }
    }
}
