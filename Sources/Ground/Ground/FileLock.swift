public import Foundation
internal import Glibc
internal import Synchronization

/// An exclusive lock between processes (flock(2)), and between those of one process that take it; it is let go when its
/// holder is done, or dies.
public final class FileLock: Sendable {
    private let descriptor: Mutex<Int32?>

    private init(_ descriptor: Int32) { self.descriptor = Mutex(descriptor) }

    deinit { release() }

    /// Takes the lock, which is an empty file that stays.
    ///
    /// - Parameters:
    ///   - permissions: of the file where it must be made; all who take the lock must be able to read it.
    ///   - patience: how long to wait for another holder; never blocks a thread.
    ///   - busy: what is thrown when the other one still holds it then, or the waiting task is cancelled.
    /// - Throws: ``Fault`` `disk.write` where the file cannot be made, and `busy`.
    public static func take(
        _ file: URL, permissions: mode_t = 0o600, patience: Duration = .zero, orThrow busy: @autoclosure () -> Fault,
        isolation: isolated (any Actor)? = #isolation
    ) async throws(Fault) -> FileLock {
        let descriptor = open(file.path, O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, permissions)
        guard descriptor >= 0 else { throw DurableFile.failure("create", file.path) }
        let end = ContinuousClock.now + patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard ContinuousClock.now < end, (try? await Task.sleep(for: .milliseconds(20))) != nil else {
                close(descriptor)
                throw busy()
            }
        }
        return FileLock(descriptor)
    }

    /// Whether somebody holds the lock at this moment; nobody does where there is no such file.
    ///
    /// It is tried for an instant, in which it is busy for who has no patience.
    ///
    /// - Throws: ``Fault`` `disk.read` where that cannot be told, as for a user who may not read the file.
    public static func isHeld(_ file: URL) throws(Fault) -> Bool {
        let descriptor = open(file.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return false }
            throw Fault(.diskRead, "cannot look at \(file.path): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }

    /// Lets the next one in.
    public func release() {
        if let taken = descriptor.withLock({ $0.take() }) { close(taken) }
    }
}
