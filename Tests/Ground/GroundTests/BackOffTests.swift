import Ground
import Testing

@Suite("Back-off")
struct BackOffTests {
    @Test("Pauses double up to the longest, and chance takes at most half away")
    func doubling() {
        var patient = BackOff(first: .seconds(1), limit: .seconds(10))
        #expect((0..<6).map { _ in patient.step(chance: 1) } == [1, 2, 4, 8, 10, 10].map { .seconds($0) })
        patient.reset()
        #expect(patient.step(chance: 0) == .milliseconds(500))
        #expect(patient.step(chance: 0.5) == .milliseconds(1500))
    }

    @Test("A thousand failures overflow nothing")
    func endless() {
        var backoff = BackOff(first: .seconds(30), limit: .seconds(60))
        #expect((0..<1000).map { _ in backoff.step(chance: 1) }.last == .seconds(60))
    }
}
