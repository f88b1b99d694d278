public import Foundation
public import Ground

/// A file of a copy, as it was when its bytes were those that were signed.
struct VerifiedFile: Equatable {
    let target: TargetFile
    let stamp: FileStamp
}

extension TrustedClient {
    /// Refreshes, then makes `folder` a copy of the whole repository.
    ///
    /// - Returns: what the copy offers.
    /// - Throws: ``Fault`` as ``refresh(now:)`` and ``copy(_:to:afresh:)``.
    public func mirror(to folder: URL, now: Date) async throws(Fault) -> TargetsSnapshot {
        let snapshot = try await refresh(now: now)
        _ = try await copy(snapshot.targets, to: folder)
        return snapshot
    }

    /// Makes `folder` a copy of what was last refreshed, with these files of it, that another client can read with a
    /// ``DirectorySource``.
    ///
    /// Files that are already there are not fetched again, and those that have not changed since they were verified are
    /// not even read; what is no longer wanted is removed, and so is what is no regular file where one must be. The timestamp is replaced after everything it vouches for,
    /// then the file `ready`, which holds its version: a reader that waits for `ready` never sees half a copy as new.
    ///
    /// - Parameters:
    ///   - files: of the last ``refresh(now:)``.
    ///   - afresh: whoever reads the copy found it damaged: every file is verified again, and `ready` is another one.
    /// - Returns: the files that were fetched.
    /// - Throws: ``Fault`` as ``fetch(_:to:)``; `disk.write`; `trust.busy` while another process writes the copy. The
    ///   old copy then still serves.
    public func copy(_ files: [TargetFile], to folder: URL, afresh: Bool = false) async throws(Fault) -> [TargetFile] {
        try Folder.make(folder, permissions: 0o750)
        try Folder.makeWay(for: folder.appending(path: ".lock"), below: folder)
        // The link and an import are two processes.
        let lock = try await FileLock.take(
            folder.appending(path: ".lock"), permissions: 0o660,
            orThrow: Fault(.trustBusy, "another process writes \(folder.path) at this moment; try again"))
        defer { lock.release() }
        let targetsFolder = folder.appending(path: "targets", directoryHint: .isDirectory)
        if afresh { verified = [:] }
        var kept: Set<String> = []
        var missing: [(target: TargetFile, file: URL)] = []
        for target in files {
            let file = try SafePath.file(location(of: target), in: targetsFolder)
            for place in [file, PartialFile.place(of: target, beside: file)] {
                kept.insert(place.path)
                try Folder.makeWay(for: place, below: folder)
            }
            if !isHere(target, at: file) { missing.append((target, file)) }
        }
        verified = verified.filter { kept.contains($0.key) }
        let versions = try current().versions
        let timestamp = Data("\(versions["timestamp"] ?? 0)\n".utf8)
        let ready = folder.appending(path: "ready")
        // More under the same timestamp is news too.
        if afresh || !missing.isEmpty, Self.holds(ready, timestamp) { try DurableFile.remove(ready) }
        for (target, file) in missing {
            try Folder.make(file.deletingLastPathComponent(), permissions: 0o750)
            try await fetch(target, to: file)
            verified[file.path] = VerifiedFile(target: target, stamp: try FileStamp(of: file))
        }
        let metadataFolder = folder.appending(path: "metadata", directoryHint: .isDirectory)
        let metadata = try metadataFiles(versions: versions)
        for (name, data) in metadata { try Self.write(data, to: metadataFolder.appending(path: name), below: folder) }
        try Self.write(timestamp, to: ready, below: folder)
        try Self.clean(targetsFolder, keeping: kept)
        try Self.clean(metadataFolder, keeping: Set(metadata.map { metadataFolder.appending(path: $0.name).path }))
        return missing.map(\.target)
    }

    /// Whether the file there is the target; one that is as it was when it was verified is not read again.
    private func isHere(_ target: TargetFile, at file: URL) -> Bool {
        // Taken before the reading: what changes meanwhile is another file.
        guard let stamp = try? FileStamp(of: file) else { return false }
        let found = VerifiedFile(target: target, stamp: stamp)
        if verified[file.path] == found { return true }
        verifiedBytes += stamp.size
        guard target.isAlready(at: file) else { return false }
        verified[file.path] = found
        return true
    }

    /// The verified metadata under the names of a repository, the timestamp last.
    private func metadataFiles(versions: [String: Int]) throws(Fault) -> [(name: String, data: Data)] {
        var files = try store.roots().map { (name: $0.key, data: $0.value) }
        for (role, version) in versions where role != "root" && role != "timestamp" {
            guard let data = try store.read(role) else { throw vanished(role) }
            files.append((FileNames.metadata(role, version: root.consistentSnapshot ? version : nil), data))
        }
        guard let data = try store.read("timestamp") else { throw vanished("timestamp") }
        return files + [(FileNames.metadata("timestamp", version: nil), data)]
    }

    private func vanished(_ role: String) -> Fault {
        Fault(.trustMissing, "the verified \(role) metadata has vanished; fetch it again")
    }

    /// The same bytes already there are left alone, so that a poll without news does not wear the flash.
    private static func write(_ data: Data, to file: URL, below folder: URL) throws(Fault) {
        try Folder.makeWay(for: file, below: folder)
        if holds(file, data) { return }
        try Folder.make(file.deletingLastPathComponent(), permissions: 0o750)
        try DurableFile.write(data, to: file)
    }

    private static func holds(_ file: URL, _ data: Data) -> Bool {
        (try? DurableFile.read(file, limit: data.count)) == data
    }

    private static func clean(_ folder: URL, keeping kept: Set<String>) throws(Fault) {
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isDirectoryKey])
        while let file = all?.nextObject() as? URL {
            let isFolder = (try? file.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) ?? true
            if !isFolder, !kept.contains(file.path) { try DurableFile.remove(file) }
        }
    }
}
