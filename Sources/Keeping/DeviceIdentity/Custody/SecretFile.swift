internal import Foundation
internal import Ground

/// Files that only their owner may read, and that are not believed when others could have.
enum SecretFile {
    /// - Throws: ``Fault`` `key.permissions` for a file that others may read or write; of ``DurableFile``.
    static func read(_ file: URL, limit: Int = 4096) throws(Fault) -> Data {
        var status = stat()
        guard lstat(file.path, &status) == 0 || errno != ENOENT else {
            throw Fault(.diskMissing, "cannot read \(file.path): there is no such file; check the path")
        }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 == 0 else {
            throw Fault(
                .keyPermissions,
                "\(file.path) could be read by others; find out who has, then reset the device and enrol it again")
        }
        return try DurableFile.read(file, limit: limit)
    }

    static func write(_ data: Data, to file: URL) throws(Fault) {
        try DurableFile.write(data, to: file, permissions: 0o600)
    }
}
