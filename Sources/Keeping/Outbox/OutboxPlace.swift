internal import Foundation
internal import Ground

/// Whether the files that are open are still those that the link and the next start will find.
struct OutboxPlace: Sendable {
    private let files: [URL]
    private let identities: [Identity?]

    private struct Identity: Equatable {
        let device: dev_t
        let inode: ino_t

        /// nil unless there is a regular file, under this name alone.
        init?(_ file: URL) {
            var status = stat()
            guard lstat(file.path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_nlink == 1 else {
                return nil
            }
            (device, inode) = (status.st_dev, status.st_ino)
        }
    }

    /// - Parameter file: an outbox that has just been opened.
    /// - Throws: ``Fault`` `outbox.moved` where it is no regular file of one name.
    init(_ file: URL) throws(Fault) {
        files = [file, URL(filePath: file.path + "-wal")]
        identities = files.map(Identity.init)
        guard identities[0] != nil else { throw moved(file) }
    }

    /// - Throws: ``Fault`` `outbox.moved`.
    func check() throws(Fault) {
        for (file, identity) in zip(files, identities) where identity != nil && Identity(file) != identity {
            throw moved(file)
        }
    }

    private func moved(_ file: URL) -> Fault {
        Fault(
            .outboxMoved,
            "\(file.path) was moved, replaced or given a second name while the station has it open; "
                + "put it back, or hits are lost at the next start; find out who may write in its folder")
    }
}
