internal import Foundation
internal import Ground
internal import TrustedUpdate

extension Publisher {
    /// Looks at what is published as a device does that comes for the first time: whether the metadata of the four
    /// top-level roles are whole and signed.
    ///
    /// - Throws: ``Fault`` `trust.…` naming what a device would refuse, `disk.…`.
    func check(now: Date) async throws {
        let state = FileManager.default.temporaryDirectory.appending(path: "ridgeline-hub-check-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: state) }
        let lock = try await folder.lock(folder.publishLock, patience: patience)
        defer { lock.release() }
        let source = DirectorySource(folder.repository)
        guard let root = try await source.metadata("1.root.json", limit: 1 << 20) else {
            throw Fault(.trustMissing, "\(folder.repository.path) lacks its first root; restore it from a backup")
        }
        let device = try TrustedClient(stateDirectory: state, source: source, trustedRoot: root)
        try await device.refreshTopLevel(now: now)
    }
}
