internal import Foundation
internal import Glibc
internal import Ground

/// Keeps two processes, the link and an import, from writing one copy of a repository at once.
struct FolderLock: Sendable {
    private let descriptor: Int32

    /// - Throws: ``Fault`` `trust.busy` while another process holds it; `disk.write`.
    init(_ folder: URL) throws(Fault) {
        do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
            throw Fault(.diskWrite, "cannot make \(folder.path); check its parent's permissions", cause: error)
        }
        let file = folder.appending(path: ".lock")
        descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o660)
        guard descriptor >= 0 else { throw DurableFile.failure("create", file.path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Fault(.trustBusy, "another process writes \(folder.path) at this moment; try again")
        }
    }

    func release() { close(descriptor) }
}
