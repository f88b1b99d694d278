internal import Glibc

/// Memory of one matcher, taken once and wiped at the end, so that a comparison allocates nothing.
final class Scratch {
    private let base: UnsafeMutableRawPointer
    private let size: Int
    private var used = 0

    init(size: Int) {
        self.size = size
        base = .allocate(byteCount: size, alignment: 64)
        base.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    }

    deinit {
        explicit_bzero(base, size)
        base.deallocate()
    }

    /// The next `count` elements, beginning at a cache line; zero.
    func take<Element: BitwiseCopyable>(_ type: Element.Type, _ count: Int) -> UnsafeMutablePointer<Element> {
        let start = used
        used += (count * MemoryLayout<Element>.stride + 63) / 64 * 64
        precondition(used <= size, "the matcher's scratch is large enough for its parts")
        return (base + start).bindMemory(to: type, capacity: count)
    }
}
