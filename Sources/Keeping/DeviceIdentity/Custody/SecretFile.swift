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

    /// Overwrites the bytes in place, flushes them, and only then removes the file.
    ///
    /// On flash the old cells may survive; that is why a reset also forgets the seed or the TPM's key.
    static func destroy(_ file: URL) throws(Fault) {
        let descriptor = open(file.path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        if descriptor >= 0 {
            defer { close(descriptor) }
            var status = stat()
            var left = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
            let zeros = [UInt8](repeating: 0, count: 65_536)
            while left > 0 {
                let count = zeros.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, min(left, $0.count)) }
                guard count > 0 else { break }
                left -= count
            }
            guard left == 0, fsync(descriptor) == 0 else {
                throw Fault(.diskWrite, "cannot overwrite \(file.path); destroy the disk, it holds secrets")
            }
        }
        try DurableFile.remove(file)
    }
}
