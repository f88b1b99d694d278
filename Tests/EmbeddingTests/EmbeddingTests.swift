import Embedding
import Fingerprint
import Foundation
import Testing

@Suite("Embeddings")
struct EmbeddingTests {
    @Test("Turning and shifting a finger hardly changes its embedding", arguments: [0.1, 1, 2.5, -0.7])
    func invariance(angle: Double) {
        let finger = minutiae(seed: 1)
        let similarity = Embedding(template(finger)).similarity(to: Embedding(template(moved(finger, by: angle))))
        #expect(similarity > 0.85)
    }

    @Test("Different fingers have nothing in common")
    func different() {
        for seed in 2..<12 as Range<UInt64> {
            let similarity = Embedding(template(minutiae(seed: 1))).similarity(
                to: Embedding(template(minutiae(seed: seed))))
            #expect(abs(similarity) < 0.3)
        }
    }

    @Test("A finger is the nearest in a table to its own second print with a fifth of its minutiae lost")
    func nearest() {
        let fingers = (0..<50 as Range<UInt64>).map { minutiae(seed: $0 + 1) }
        let table = EmbeddingTable(fingers.map { Embedding(template($0)) })
        for (index, finger) in fingers.enumerated() {
            let again = moved(Array(finger.dropFirst(8)), by: 0.4)
            #expect(table.nearest(to: Embedding(template(again)), limit: 5).first == index)
        }
        #expect(table.nearest(to: Embedding(template(fingers[0])), limit: 5).count == 5)
    }

    @Test("A template without pairs of minutiae is like nothing", arguments: [0, 1])
    func empty(count: Int) {
        let lonely = Embedding(template(Array(minutiae(seed: 1).prefix(count))))
        #expect(lonely.similarity(to: lonely) == 0)
        #expect(lonely.similarity(to: Embedding(template(minutiae(seed: 1)))) == 0)
        #expect(EmbeddingTable([]).nearest(to: lonely, limit: 3).isEmpty)
    }

    private func template(_ minutiae: [Minutia]) -> Template {
        Template(width: 500, height: 500, quality: 50, minutiae: minutiae)
    }

    private func minutiae(seed: UInt64) -> [Minutia] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15
        func next(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        return (0..<40).map { _ in
            Minutia(
                x: UInt16(100 + next(300)), y: UInt16(100 + next(300)), direction: UInt8(next(256)), kind: .ending,
                quality: 50)
        }
    }

    private func moved(_ minutiae: [Minutia], by angle: Double) -> [Minutia] {
        minutiae.map { minutia in
            let x = Double(minutia.x) - 250
            let y = Double(minutia.y) - 250
            var turned = minutia
            turned.x = UInt16((260 + x * cos(angle) + y * sin(angle)).rounded())
            turned.y = UInt16((240 - x * sin(angle) + y * cos(angle)).rounded())
            turned.direction = minutia.direction &+ UInt8(truncatingIfNeeded: Int((angle / .pi * 128).rounded()))
            return turned
        }
    }
}
