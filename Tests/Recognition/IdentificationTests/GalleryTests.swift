import Fingerprint
import Foundation
import Testing

@testable import Identification

@Suite("Gallery")
struct GalleryTests {
    private static let people = 40
    private static let entries = (0..<people).flatMap { person in
        [FingerPosition.rightIndex, .leftIndex].map { finger in
            GalleryEntry(key: key(person, finger), template: template(minutiae(person, finger)))
        }
    }

    private static func key(_ person: Int, _ finger: FingerPosition) -> CandidateKey {
        CandidateKey(list: "test", record: "P\(person)", finger: finger)
    }

    @Test(
        "A listed finger is found red and first, however many threads prepare and compare",
        arguments: [1, 3, 200])
    func hit(threads: Int) {
        let gallery = Gallery(entries: Self.entries, threads: threads)
        for person in 0..<5 {
            let decision = gallery.search(probe(of: person, .leftIndex), threads: threads)
            #expect(decision.colour == .red)
            #expect(decision.candidates.first?.key == Self.key(person, .leftIndex))
            #expect(decision.gallerySize == 80)
        }
    }

    @Test("A finger on no list is green and leaves no candidate")
    func noHit() {
        let gallery = Gallery(entries: Self.entries)
        for person in 100..<110 {
            let decision = gallery.search(probe(of: person, .rightIndex))
            #expect(decision == Decision(colour: .green, candidates: [], gallerySize: 80))
        }
    }

    @Test("The fingers of one record make one candidate, the best of them")
    func merging() {
        let same = Self.minutiae(7, .leftIndex)
        let worse = Array(same.dropFirst(30))
        let entries = [
            GalleryEntry(key: Self.key(7, .leftThumb), template: Self.template(worse)),
            GalleryEntry(key: Self.key(7, .leftIndex), template: Self.template(same)),
            GalleryEntry(key: Self.key(8, .leftIndex), template: Self.template(same)),
        ]
        let decision = Gallery(entries: entries).search(Self.template(same))
        #expect(decision.candidates.map(\.key) == [Self.key(7, .leftIndex), Self.key(8, .leftIndex)])
    }

    @Test(
        "A list comes, is replaced as a whole and goes, and the other list is found all the while",
        arguments: [1, 3])
    func lists(threads: Int) {
        func entry(_ person: Int) -> GalleryEntry {
            let key = CandidateKey(list: "other", record: "P\(person)", finger: .leftIndex)
            return GalleryEntry(key: key, template: Self.template(Self.minutiae(person, .leftIndex)))
        }
        func lists(_ gallery: Gallery) -> [[String]] {
            [3, 100, 101, 102].map { gallery.search(probe(of: $0, .leftIndex)).candidates.map(\.key.list) }
        }
        let before = Gallery(entries: Self.entries)
        #expect(lists(before) == [["test"], [], [], []])
        let come = before.replacing(of: "other", with: [entry(100), entry(101)], threads: threads)
        #expect(lists(come) == [["test"], ["other"], ["other"], []])
        let replaced = come.replacing(of: "other", with: [entry(102)], threads: threads)
        #expect(lists(replaced) == [["test"], [], [], ["other"]])
        let gone = replaced.replacing(of: "other", with: [], threads: threads)
        #expect(lists(gone) == lists(before) && gone.size == before.size)
    }

    @Test("An empty gallery and an empty probe find nobody")
    func empty() {
        #expect(Gallery(entries: []).search(probe(of: 1, .leftIndex)).colour == .green)
        let nothing = Template(width: 300, height: 300, quality: 0, minutiae: [])
        #expect(Gallery(entries: Self.entries).search(nothing).candidates.isEmpty)
    }

    @Test("A candidate's rate grows with the gallery as 1 − (1 − FMR)^N")
    func rates() throws {
        let gallery = Gallery(entries: Self.entries)
        let policy = DecisionPolicy(hit: 0, inconclusive: 1, candidateLimit: 100)
        let decision = gallery.search(probe(of: 3, .leftIndex), policy: policy)
        for candidate in decision.candidates where candidate.score < 8 {
            let expected = 1 - pow(1 - pow(10, -candidate.score), 80)
            #expect(abs(candidate.falsePositiveRate - expected) < 1e-7)
        }
        #expect(decision.candidates.count > 1)
    }

    private func probe(of person: Int, _ finger: FingerPosition) -> Template {
        // As a second print would be: shifted, a few minutiae missing, all a little off.
        let minutiae = Self.minutiae(person, finger).enumerated().filter { $0.offset % 7 != 3 }.map { index, minutia in
            var moved = minutia
            moved.x += UInt16(12 + index % 3)
            moved.y += UInt16(7 + index % 2)
            moved.direction &+= UInt8(index % 4)
            return moved
        }
        return Self.template(minutiae)
    }

    private static func template(_ minutiae: [Minutia]) -> Template {
        Template(width: 500, height: 500, quality: 50, minutiae: minutiae)
    }

    private static func minutiae(_ person: Int, _ finger: FingerPosition) -> [Minutia] {
        var state = UInt64(person * 16 + Int(finger.rawValue) + 1) &* 0x9E37_79B9_7F4A_7C15
        func next(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        return (0..<45).map { _ in
            Minutia(
                x: UInt16(60 + next(320)), y: UInt16(60 + next(320)), direction: UInt8(next(256)), kind: .ending,
                quality: 60)
        }
    }
}

@Suite("Decision policy")
struct DecisionPolicyTests {
    @Test(
        "The greatest score is a hit on lists of a hundred million fingers, and on longer ones an examiner decides",
        arguments: [(1000, Colour.red), (1_000_000, .red), (99_000_000, .red), (101_000_000, .yellow)])
    func ceiling(fingers: Int, colour: Colour) {
        let rate = falsePositiveRate(score: ScoreCalibration.greatest, comparisons: fingers)
        #expect(DecisionPolicy.standard.colour(falsePositiveRate: rate) == colour)
    }

    @Test("The same score is worth less on a longer list", arguments: [(10_000, Colour.red), (1_000_000, .yellow)])
    func length(fingers: Int, colour: Colour) {
        let rate = falsePositiveRate(score: 9, comparisons: fingers)
        #expect(DecisionPolicy.standard.colour(falsePositiveRate: rate) == colour)
    }

    @Test(
        "The colour follows the false positive rate of the best candidate",
        arguments: [
            (nil, Colour.green), (1, .green), (0.011, .green), (0.01, .yellow), (2e-4, .yellow), (1e-4, .red),
            (0, .red),
        ])
    func colours(rate: Double?, colour: Colour) {
        #expect(DecisionPolicy.standard.colour(falsePositiveRate: rate) == colour)
    }
}
