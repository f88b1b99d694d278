import Foundation
import Ground
import Testing

@Suite("Text of the kernel")
struct KernelTextTests {
    @Test("All of a process's mappings are read, not the first page of them")
    func whole() throws {
        // Three hundred mappings that cannot be joined: every second page may be touched.
        let (page, pairs) = (4096, 300)
        let all = try #require(mmap(nil, 2 * page * pairs, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
        defer { munmap(all, 2 * page * pairs) }
        for pair in 0..<pairs {
            try #require(mprotect(all + (2 * pair + 1) * page, page, PROT_READ | PROT_WRITE) == 0)
        }
        let maps = try #require(KernelText.read("/proc/self/maps"))
        let starts = Set(maps.split(separator: "\n").compactMap { $0.split(separator: "-").first.map(String.init) })
        for pair in 0..<pairs {
            #expect(starts.contains(String(UInt(bitPattern: all + (2 * pair + 1) * page), radix: 16)))
        }
    }

    @Test("What is not there, may not be read or is too long is nil")
    func unreadable() {
        #expect(KernelText.read("/proc/self/nothing") == nil)
        #expect(KernelText.read("/proc/self") == nil)
        #expect(KernelText.read("/proc/self/maps", limit: 100) == nil)
    }
}
