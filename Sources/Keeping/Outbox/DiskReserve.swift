internal import Foundation
internal import Ground

/// Space on the outbox's disk that logs and downloads cannot take: a file that is shrunk when a hit finds no other.
///
/// Thread-safe as long as one thread at a time asks, which the outbox sees to.
struct DiskReserve: Sendable {
    let file: URL
    /// Bytes that are kept back.
    let size: Int

    /// Bytes that are given up at a time.
    private static let step = 4 << 20

    /// Brings the reserve back to its whole size, if the disk has room for it.
    ///
    /// - Returns: whether it is whole now.
    @discardableResult
    func fill() -> Bool {
        guard !isWhole else { return true }
        let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        if posix_fallocate(descriptor, 0, off_t(size)) == 0, fsync(descriptor) == 0 { return true }
        return false
    }

    /// Gives a part of the reserve up to whoever writes next.
    ///
    /// - Returns: false when there is nothing left to give.
    func release() -> Bool {
        let held = held
        guard held > 0 else { return false }
        return truncate(file.path, off_t(max(0, held - Self.step))) == 0
    }

    /// On a full disk a part is given up and `body` tried again, until there is nothing left to give.
    func givingWay<Value>(_ body: () throws(Fault) -> Value) throws(Fault) -> Value {
        while true {
            do throws(Fault) { return try body() } catch {
                guard error.code == .diskFull, release() else { throw error }
            }
        }
    }

    /// Whether nothing of it has been given up.
    var isWhole: Bool { held >= size }

    /// Bytes still kept back: those that are really allocated.
    var held: Int {
        var status = stat()
        guard stat(file.path, &status) == 0 else { return 0 }
        return min(Int(status.st_size), Int(status.st_blocks) * 512)
    }
}
