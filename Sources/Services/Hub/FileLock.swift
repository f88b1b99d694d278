import DeviceIdentity
internal import Foundation
internal import Ground

/// An exclusive lock between processes; it is let go when its holder is done, or dies.
enum FileLock {
    /// Runs `body` while this process, and in it only this call, holds the lock.
    ///
    /// - Parameter patience: how long to wait for another holder; never blocks a thread.
    /// - Throws: ``Fault`` `hub.busy` when the other one still holds it then, `disk.write`, and what `body` throws.
    static func hold<Value>(
        _ file: URL, patience: Duration, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
    ) async throws -> Value {
        let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Fault(.diskWrite, "cannot open the lock \(file.path); check the folder and its permissions")
        }
        defer { close(descriptor) }
        let end = ContinuousClock.now + patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard ContinuousClock.now < end else {
                throw Fault(.hubBusy, "another process holds \(file.path); stop it, or wait until it is done")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        return try await body()
    }
}
