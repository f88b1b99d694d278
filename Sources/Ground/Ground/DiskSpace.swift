public import Foundation
internal import Glibc

/// Looks whether a large file will fit before its first byte is written.
public enum DiskSpace {
    /// Bytes that large files leave free, for what must be written even then: hits, trust, receipts.
    public static let reserve = 64 << 20

    /// - Parameter file: where the bytes will go; its folder must exist.
    /// - Throws: ``Fault`` `disk.full`.
    public static func require(_ bytes: Int, for file: URL) throws(Fault) {
        var status = statvfs()
        // A file system that does not say how full it is will say so when it is written to.
        guard statvfs(file.deletingLastPathComponent().path, &status) == 0 else { return }
        let free = Int(clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).0)
        guard bytes == 0 || free - reserve >= bytes else {
            throw Fault(
                .diskFull,
                "\(file.path) needs \(bytes >> 20) MiB and \(reserve >> 20) MiB must stay free, \(free >> 20) MiB are; "
                    + "make room on this disk")
        }
    }
}
