import CKernels
import Foundation
import Ground
import Testing

@testable import Fingerprint

struct CylinderCodeTests {
    typealias Parameters = MatcherParameters

    /// The definition, cell by cell: Cappelli, Ferrara, Maltoni 2010, with each neighbour counted by the root of its weight.
    private static func code(of own: Int, among minutiae: [Minutia]) -> [Bool] {
        let side = 2 * Parameters.cylinderRadius / 10
        var centres: [(x: Float, y: Float)] = []
        for y in 0..<10 {
            for x in 0..<10 {
                let centre = (x: (Float(x) - 4.5) * side, y: (Float(y) - 4.5) * side)
                if hypot(centre.x, centre.y) <= Parameters.cylinderRadius { centres.append(centre) }
            }
        }
        let angle = Float(minutiae[own].direction) * .pi / 128
        var sums = [Float](repeating: 0, count: centres.count * 6)
        for (index, other) in minutiae.enumerated() where index != own {
            let dx = Float(other.x) - Float(minutiae[own].x), dy = Float(minutiae[own].y) - Float(other.y)
            guard hypot(dx, dy) <= Parameters.cylinderRadius + 2 * Parameters.cylinderPlaceDeviation else { continue }
            let x = cos(angle) * dx + sin(angle) * dy, y = cos(angle) * dy - sin(angle) * dx
            let turn = Float(other.direction &- minutiae[own].direction) * .pi / 128
            for (cell, centre) in centres.enumerated() {
                let distance = hypot(x - centre.x, y - centre.y) / Parameters.cylinderPlaceDeviation
                guard distance < 3 else { continue }
                let weight: Float = (Float(other.quality) / 100).squareRoot() * exp(-distance * distance / 2)
                for section in 0..<6 {
                    let middle: Float = (Float(section) + 0.5) * .pi / 3
                    let z: Float = remainder(turn - middle, 2 * .pi) / Parameters.cylinderDirectionDeviation
                    sums[cell * 6 + section] += weight * exp(-z * z / 2)
                }
            }
        }
        return sums.map { $0 > Parameters.cylinderThreshold }
    }

    /// Where the kernel puts the bit of a cell's section.
    private static func bit(_ cell: Int, _ section: Int) -> (word: Int, shift: Int) {
        cell < 64 ? (section, cell) : (6 + section / 3, 16 * (section % 3) + cell - 64)
    }

    @Test("A code has the bits of its definition, but for one in 200 near the threshold", arguments: [20, 55, 120])
    func definition(count: Int) {
        var random = SplitMix64(seed: UInt64(count))
        let template = SyntheticPrint(count: count, closest: 8, using: &random).template(using: &random)
        let minutiae = template.minutiae
        var (set, differing, silent) = (0, 0, 0)
        _ = PreparedTemplate(template).withLanes { lanes in
            for own in minutiae.indices {
                let wanted = Self.code(of: own, among: minutiae)
                let bits = wanted.indices.map { index in
                    let (word, shift) = Self.bit(index / 6, index % 6)
                    return lanes.codes[word * Int(lanes.lanes) + own] >> shift & 1 == 1
                }
                if lanes.inverseNorms[own] == 0 {
                    silent += 1
                    continue
                }
                set += wanted.count { $0 }
                differing += zip(bits, wanted).count { $0 != $1 }
                #expect(abs(1 / (lanes.inverseNorms[own] * lanes.inverseNorms[own]) - Float(bits.count { $0 })) < 0.01)
            }
        }
        #expect(set > 5 * count)
        #expect(differing * 200 <= set)
        #expect(silent <= count / 5)
    }

    @Test("A minutia with fewer than two neighbours says nothing")
    func lonely() {
        func minutia(_ x: UInt16, _ y: UInt16) -> Minutia {
            Minutia(x: x, y: y, direction: 0, kind: .ending, quality: 80)
        }
        let template = Template(
            width: 500, height: 500, quality: 50,
            minutiae: [minutia(10, 10), minutia(40, 20), minutia(300, 300), minutia(330, 310), minutia(310, 340)])
        _ = PreparedTemplate(template).withLanes { lanes in
            #expect((0..<5).map { lanes.inverseNorms[$0] > 0 } == [false, false, true, true, true])
        }
    }
}
