internal import Foundation
internal import Ground
internal import TrustedUpdate

/// The hub's signed repository; one process at a time changes it, whichever comes first.
struct Publisher: Sendable {
    /// How long a change waits for another process's change.
    private static let patience = Duration.seconds(60)
    let folder: HubFolder
    private var keys: URL { folder.keys.appending(path: "repository") }

    init(folder: HubFolder) { self.folder = folder }

    /// Makes the repository, or keeps the one that an interrupted start has left.
    func prepare(now: Date) async throws {
        try await FileLock.hold(folder.publishLock, patience: Self.patience) {
            do {
                _ = try await TrustedRepository.create(folder: folder.repository, keys: keys, now: now)
            } catch let fault as Fault where fault.code == "trust.exists" {
                try await TrustedRepository(folder: folder.repository, keys: keys).publish(now: now)
            }
        }
    }

    /// Signs again what is half expired.
    func renew(now: Date) async throws { _ = try await change { try await $0.publish(now: now) } }

    /// The root of trust for a device that enrols now.
    func trustedRoot() async throws -> Data {
        try await TrustedRepository(folder: folder.repository, keys: keys).trustedRoot()
    }

    /// Opens the repository as the last publisher left it, alone.
    func change<Value: Sendable>(_ body: (TrustedRepository) async throws -> Value) async throws -> Value {
        try await FileLock.hold(folder.publishLock, patience: Self.patience) {
            try await body(TrustedRepository(folder: folder.repository, keys: keys))
        }
    }
}
