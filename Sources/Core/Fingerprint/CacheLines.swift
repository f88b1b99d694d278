internal import Glibc

/// Memory that begins at a cache line, and is wiped when it is let go. Not thread-safe.
///
/// It is a piece of an allocation that is a line longer: the C library of Debian 12 does not use an aligned allocation's place
/// again for the next one of its size, so that a process that takes and gives back grows with each.
final class CacheLines {
    /// Bytes.
    static let line = 64
    private let allocation: UnsafeMutableRawPointer
    let start: UnsafeMutableRawPointer
    let count: Int

    /// - Parameters:
    ///   - count: bytes.
    ///   - filling: the byte that all of it is made of at first.
    init(_ count: Int, filling: UInt8 = 0) {
        self.count = count
        allocation = .allocate(byteCount: count + Self.line, alignment: MemoryLayout<Int>.alignment)
        start = allocation.alignedUp(toMultipleOf: Self.line)
        start.initializeMemory(as: UInt8.self, repeating: filling, count: count)
    }

    deinit {
        explicit_bzero(start, count)
        allocation.deallocate()
    }
}
