import Ground
import Synchronization
import Testing

@Suite("Work in stretches")
struct StretchesTests {
    @Test(
        "Every item is worked on once, and never on more threads than were asked for",
        arguments: [0, 1, 2, 7, 8, 9, 1000], [0, 1, 2, 3, 64])
    func once(count: Int, threads: Int) {
        let seen = Mutex([Int](repeating: 0, count: count))
        let working = Atomic(0)
        let most = Atomic(0)
        inStretches(of: count, threads: threads) { stretch in
            most.max(working.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
            seen.withLock { seen in for item in stretch { seen[item] += 1 } }
            working.subtract(1, ordering: .relaxed)
        }
        #expect(seen.withLock { $0 } == [Int](repeating: 1, count: count))
        #expect(most.load(ordering: .relaxed) <= max(1, threads))
    }
}
