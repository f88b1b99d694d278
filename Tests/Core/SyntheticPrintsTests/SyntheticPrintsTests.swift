import Fingerprint
import Foundation
import Imaging
import SyntheticPrints
import Testing

@Suite("Synthetic prints")
struct SyntheticPrintsTests {
    private let master = SyntheticPrints.master(finger: 1, seed: 3)

    @Test("The same numbers make the same print, other numbers another")
    func repeats() {
        let one = SyntheticPrints.impression(finger: 2, impression: 1, seed: 9)
        let same = SyntheticPrints.impression(finger: 2, impression: 1, seed: 9)
        #expect(pixels(one) == pixels(same))
        #expect(one.minutiae == same.minutiae)
        for (finger, impression, seed) in [(3, 1, 9), (2, 2, 9), (2, 1, 10)] as [(Int, Int, UInt64)] {
            let other = SyntheticPrints.impression(finger: finger, impression: impression, seed: seed)
            #expect(pixels(one) != pixels(other), "finger \(finger), impression \(impression), seed \(seed)")
        }
    }

    @Test("Every finger has as many minutiae as fingers have", arguments: 0..<8)
    func counts(finger: Int) {
        let print = SyntheticPrints.impression(finger: finger, impression: 0, seed: 5, strength: 0)
        #expect((20...120).contains(print.minutiae.count))
    }

    @Test("A ridge lies along each ending's direction and a valley along each bifurcation's")
    func groundTruthLiesOnThePicture() {
        let print = Impression(of: master, conditions: Conditions(), seed: 1)
        for (kind, isRidgeAhead) in [(Minutia.Kind.ending, true), (.bifurcation, false)] {
            let some = print.minutiae.filter { $0.kind == kind && inside($0, margin: 30, of: print.image) }
            let right = some.count {
                (grey(ahead: 9, of: $0, on: print.image) < grey(ahead: -6, of: $0, on: print.image)) == isRidgeAhead
            }
            #expect(some.count > 5)
            #expect(right * 10 > some.count * 8)
        }
    }

    @Test("Shifting the finger shifts its minutiae, turning it turns them about the middle")
    func movesGroundTruth() {
        var moved = Conditions()
        (moved.shiftX, moved.shiftY, moved.rotation) = (20, -10, .pi / 2)
        let still = Impression(of: master, conditions: Conditions(), seed: 1).minutiae
        let turned = Impression(of: master, conditions: moved, seed: 1).minutiae
        var met = 0
        for minutia in still {
            // A quarter turn counter-clockwise about (194, 187) takes (x, y) to (y, -x), y growing downwards.
            let x = 194 + Int(minutia.y) - 187 + 20
            let y = 187 - (Int(minutia.x) - 194) - 10
            guard (10..<378).contains(x), (10..<364).contains(y) else { continue }
            let there = turned.contains {
                abs(Int($0.x) - x) <= 1 && abs(Int($0.y) - y) <= 1
                    && abs(Int8(bitPattern: $0.direction &- minutia.direction &- 64)) <= 2
            }
            #expect(there, "(\(minutia.x), \(minutia.y)) should be at (\(x), \(y))")
            met += 1
        }
        #expect(met > 20)
    }

    @Test("Minutiae are in pixels at 500 ppi whatever the reader's resolution")
    func resolution() {
        let usual = Impression(of: master, conditions: Conditions(), seed: 1)
        let field = Impression.Field(width: 776, height: 748, pixelsPerInch: 1000)
        let fine = Impression(of: master, conditions: Conditions(), field: field, seed: 1)
        #expect(fine.minutiae == usual.minutiae)
        #expect(fine.image.width == 776)
        #expect(fine.image.pixelsPerInch == 1000)
    }

    private func pixels(_ print: Impression) -> [UInt8] { print.image.withPixels { Array($0) } }

    private func inside(_ minutia: Minutia, margin: Int, of image: GrayImage) -> Bool {
        (margin..<image.width - margin).contains(Int(minutia.x))
            && (margin..<image.height - margin).contains(Int(minutia.y))
    }

    private func grey(ahead distance: Double, of minutia: Minutia, on image: GrayImage) -> Double {
        let angle = Double(minutia.direction) / 128 * .pi
        let x = Int((Double(minutia.x) + distance * cos(angle)).rounded())
        let y = Int((Double(minutia.y) - distance * sin(angle)).rounded())
        return Double(image[x, y])
    }
}
