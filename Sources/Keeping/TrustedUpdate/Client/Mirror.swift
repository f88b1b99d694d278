public import Foundation
public import Ground

/// A file of a copy, as it was when its bytes were those that were signed.
struct VerifiedFile: Equatable {
    let target: TargetFile
    let stamp: FileStamp
}

/// What became of a copy.
public struct CopyOutcome: Sendable {
    public internal(set) var fetched: [TargetFile] = []
    /// Why each file that the copy is without could not be had, by path.
    public internal(set) var missing: [String: Fault] = [:]
}

extension TrustedClient {
    /// Refreshes, then makes `folder` a copy of the whole repository.
    ///
    /// - Returns: what the copy offers.
    /// - Throws: ``Fault`` as ``refresh(now:)`` and ``copy(_:to:afresh:isGone:)``, and why a file could not be had.
    public func mirror(to folder: URL, now: Date) async throws(Fault) -> TargetsSnapshot {
        let snapshot = try await refresh(now: now)
        let copied = try await copy(snapshot.targets, to: folder)
        if let first = copied.missing.min(by: { $0.key < $1.key }) { throw first.value }
        return snapshot
    }

    /// Makes `folder` a copy of what was last refreshed, with these files of it, that another client can read with a
    /// ``DirectorySource``.
    ///
    /// Files that are already there are not fetched again, and those that have not changed since they were verified are
    /// not even read; what is no longer wanted is removed, and so is what is no regular file where one must be. The timestamp is replaced after everything it vouches for,
    /// then the file `ready`, which holds its version: a reader that waits for `ready` never sees half a copy as new.
    ///
    /// A file that cannot be had keeps no other back: the copy is without it, and whoever reads it sees what is missing.
    ///
    /// - Parameters:
    ///   - files: of the last ``refresh(now:)``.
    ///   - afresh: whoever reads the copy found it damaged: every file is verified again, and `ready` is another one.
    ///   - isGone: faults that mean that the source answers nobody now: no further file is asked for, and the fault is
    ///     thrown where none has come.
    /// - Returns: the files that were fetched, and those that are missing.
    /// - Throws: ``Fault`` `disk.write`; `trust.busy` while another process writes the copy. The old copy then still
    ///   serves.
    public func copy(
        _ files: [TargetFile], to folder: URL, afresh: Bool = false,
        isGone: @Sendable (Fault) -> Bool = { _ in false }
    ) async throws(Fault) -> CopyOutcome {
        try Folder.make(folder, permissions: 0o750)
        try Folder.makeWay(for: folder.appending(path: ".lock"), below: folder)
        // The link and an import are two processes.
        let lock = try await FileLock.take(
            folder.appending(path: ".lock"), permissions: 0o660,
            orThrow: Fault(.trustBusy, "another process writes \(folder.path) at this moment; try again"))
        defer { lock.release() }
        let targetsFolder = folder.appending(path: "targets", directoryHint: .isDirectory)
        if afresh { verified = [:] }
        let places = try places(of: files, in: targetsFolder)
        let kept = Set(places.flatMap { [$0.file.path, PartialFile.place(of: $0.target, beside: $0.file).path] })
        verified = verified.filter { kept.contains($0.key) }
        let versions = try current().versions
        let timestamp = Data("\(versions["timestamp"] ?? 0)\n".utf8)
        let ready = folder.appending(path: "ready")
        // More under the same timestamp is news too.
        func makeNews() throws(Fault) { if Self.holds(ready, timestamp) { try DurableFile.remove(ready) } }
        if afresh { try makeNews() }
        var outcome = CopyOutcome()
        var gone: Fault?
        for (target, file) in places {
            do throws(Fault) {
                for place in [file, PartialFile.place(of: target, beside: file)] {
                    try Folder.makeWay(for: place, below: folder)
                }
                if isHere(target, at: file) { continue }
                if Task.isCancelled { throw Fault(.trustStopped, "the copy was stopped; it goes on the next time") }
                if let gone { throw gone }
                try Folder.make(file.deletingLastPathComponent(), permissions: 0o750)
                try await fetch(target, to: file, onArrival: makeNews)
                verified[file.path] = VerifiedFile(target: target, stamp: try FileStamp(of: file))
                outcome.fetched.append(target)
            } catch {
                if Task.isCancelled { throw error }
                outcome.missing[target.path] = error
                if gone == nil {
                    failed.insert(target.path)
                    if isGone(error) { gone = error }
                }
            }
        }
        if let gone, outcome.fetched.isEmpty { throw gone }
        failed.formIntersection(outcome.missing.keys)
        let metadataFolder = folder.appending(path: "metadata", directoryHint: .isDirectory)
        let metadata = try metadataFiles(versions: versions)
        let isHeld = metadata.allSatisfy { Self.holds(metadataFolder.appending(path: $0.name), $0.data) }
        if !isHeld { try makeNews() }
        for (name, data) in metadata { try Self.write(data, to: metadataFolder.appending(path: name), below: folder) }
        try Self.write(timestamp, to: ready, below: folder)
        try Self.clean(targetsFolder, keeping: kept)
        try Self.clean(metadataFolder, keeping: Set(metadata.map { metadataFolder.appending(path: $0.name).path }))
        return outcome
    }

    /// Where each file belongs; what could not be had the last time comes last.
    private func places(of files: [TargetFile], in folder: URL) throws(Fault) -> [(target: TargetFile, file: URL)] {
        var places: [(target: TargetFile, file: URL)] = []
        for target in files { places.append((target, try SafePath.file(location(of: target), in: folder))) }
        return places.filter { !failed.contains($0.target.path) } + places.filter { failed.contains($0.target.path) }
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
