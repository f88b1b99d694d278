public import Foundation
public import Ground

extension TrustedClient {
    /// Refreshes, then makes `folder` a copy of the repository that another client can read with a ``DirectorySource``.
    ///
    /// Files that are already there are not fetched again; what is no longer signed for is removed. The timestamp is
    /// replaced after everything it vouches for, then the file `ready`, which holds its version: a reader that waits
    /// for `ready` never sees half a copy as new.
    ///
    /// - Returns: what the copy offers.
    /// - Throws: ``Fault`` as ``refresh(now:)`` and ``fetch(_:to:)``; `disk.write`; `trust.busy` while another process
    ///   writes the copy. The old copy then still serves.
    public func mirror(to folder: URL, now: Date) async throws(Fault) -> TargetsSnapshot {
        try Self.make(folder)
        // The link and an import are two processes.
        let lock = try await FileLock.take(
            folder.appending(path: ".lock"), permissions: 0o660,
            orThrow: Fault(.trustBusy, "another process writes \(folder.path) at this moment; try again"))
        defer { lock.release() }
        let snapshot = try await refresh(now: now)
        let targetsFolder = folder.appending(path: "targets", directoryHint: .isDirectory)
        var targetFiles: Set<String> = []
        for target in snapshot.targets {
            let file = try SafePath.file(location(of: target), in: targetsFolder)
            targetFiles.insert(file.path)
            targetFiles.insert(PartialFile.place(of: target, beside: file).path)
            if target.isAlready(at: file) { continue }
            try Self.make(file.deletingLastPathComponent())
            try await fetch(target, to: file)
        }
        let metadataFolder = folder.appending(path: "metadata", directoryHint: .isDirectory)
        let metadata = try metadataFiles(versions: snapshot.versions)
        for (name, data) in metadata { try Self.write(data, to: metadataFolder.appending(path: name)) }
        try Self.write(Data("\(snapshot.versions["timestamp"] ?? 0)\n".utf8), to: folder.appending(path: "ready"))
        try Self.clean(targetsFolder, keeping: targetFiles)
        try Self.clean(metadataFolder, keeping: Set(metadata.map { metadataFolder.appending(path: $0.name).path }))
        return snapshot
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
    private static func write(_ data: Data, to file: URL) throws(Fault) {
        if let there = try? DurableFile.read(file, limit: data.count), there == data { return }
        try make(file.deletingLastPathComponent())
        try DurableFile.write(data, to: file)
    }

    private static func make(_ folder: URL) throws(Fault) {
        do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
            throw Fault(.diskWrite, "cannot make \(folder.path); check its parent's permissions", cause: error)
        }
    }

    private static func clean(_ folder: URL, keeping kept: Set<String>) throws(Fault) {
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        while let file = all?.nextObject() as? URL {
            let isFile = (try? file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) ?? false
            if isFile, !kept.contains(file.path) { try DurableFile.remove(file) }
        }
    }
}
