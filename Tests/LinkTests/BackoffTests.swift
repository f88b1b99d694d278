import Testing

@testable import Link

@Suite("Backoff")
struct BackoffTests {
    @Test("Pauses double up to the longest, and chance takes at most half away")
    func doubling() {
        var patient = Backoff(first: .seconds(1), longest: .seconds(10))
        #expect((0..<6).map { _ in patient.next(chance: 1) } == [1, 2, 4, 8, 10, 10].map { .seconds($0) })
        patient.reset()
        #expect(patient.next(chance: 0) == .milliseconds(500))
        #expect(patient.next(chance: 0.5) == .milliseconds(1500))
    }

    @Test("A thousand failures overflow nothing")
    func endless() {
        var backoff = Backoff(first: .seconds(30), longest: .seconds(60))
        #expect((0..<1000).map { _ in backoff.next(chance: 1) }.last == .seconds(60))
    }
}
