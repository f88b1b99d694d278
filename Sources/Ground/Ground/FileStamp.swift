public import Foundation

/// What tells one state of a file from another without reading it: whoever writes or replaces the file changes it.
public struct FileStamp: Hashable, Sendable {
    private let device: UInt64
    private let inode: UInt64
    /// Bytes.
    public let size: Int
    /// Seconds and nanoseconds of the last change of the bytes, and of the file's own entry.
    private let times: [Int]

    /// - Throws: ``Fault`` `disk.missing`, `disk.read` where there is no regular file.
    public init(of file: URL) throws(Fault) {
        var status = stat()
        guard lstat(file.path, &status) == 0 else {
            let reason = String(cString: strerror(errno))
            throw Fault(
                errno == ENOENT ? .diskMissing : .diskRead, "cannot look at \(file.path): \(reason); check the path")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Fault(.diskRead, "\(file.path) is not a regular file; name a file")
        }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int(status.st_size)
        times = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
    }
}
