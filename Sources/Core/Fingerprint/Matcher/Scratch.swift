/// Memory of one matcher, taken once and wiped at the end, so that a comparison allocates nothing.
final class Scratch {
    private let memory: CacheLines
    private var used = 0

    init(size: Int) { memory = CacheLines(size) }

    /// The next `count` elements, beginning at a cache line; zero.
    func take<Element: BitwiseCopyable>(_ type: Element.Type, _ count: Int) -> UnsafeMutablePointer<Element> {
        let start = used
        used += (count * MemoryLayout<Element>.stride + CacheLines.line - 1) / CacheLines.line * CacheLines.line
        precondition(used <= memory.count, "the matcher's scratch is large enough for its parts")
        return (memory.start + start).bindMemory(to: type, capacity: count)
    }
}
