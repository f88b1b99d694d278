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
        let candidates = gallery.search(probe(of: 3, .leftIndex), policy: policy).candidates
        // All of them, the strangers as well: what the formula says of a score can be worked out without its tricks.
        #expect(candidates.count == Self.people)
        let strangers = candidates.filter { $0.score < 8 }
        try #require(strangers.count >= Self.people - 1)
        for candidate in strangers {
            let expected = 1 - pow(1 - pow(10, -candidate.score), 80)
            #expect(abs(candidate.falsePositiveRate - expected) < 1e-7)
        }
    }

    @Test("A gallery that deltas have made is searched as one that was made at once", arguments: [1, 3])
    func history(threads: Int) {
        func entry(_ person: Int, _ list: String, _ version: Int) -> GalleryEntry {
            let key = CandidateKey(list: list, record: "P\(person)", finger: .leftIndex)
            return GalleryEntry(key: key, template: Self.template(Self.minutiae(person + 1000 * version, .leftIndex)))
        }
        var entries: [String: GalleryEntry] = [:]
        var gallery = Gallery(entries: [])
        // Grows to many segments, changes here and there, and shrinks again.
        for round in 0..<14 {
            let list = round.isMultiple(of: 3) ? "b" : "a"
            let people = round < 7 ? Array(round * 60..<(round + 1) * 60) : Array(stride(from: round, to: 420, by: 5))
            let removed = Set(people.filter { ($0 + round).isMultiple(of: 2) && round >= 7 }.map { "P\($0)" })
            let put = people.filter { !removed.contains("P\($0)") }.map { entry($0, list, round) }
            gallery = gallery.replacing(
                removed.union(put.map(\.key.record)), of: list, with: put, threads: threads)
            for record in removed { entries[list + record] = nil }
            for entry in put { entries[list + entry.key.record] = entry }
            #expect(gallery.size == entries.count)
        }
        let whole = Gallery(entries: entries.sorted { $0.key < $1.key }.map(\.value))
        let policy = DecisionPolicy(hit: 1e-4, inconclusive: 1, candidateLimit: 500)
        for person in [0, 7, 61, 100, 419] {
            let probe = probe(of: person + 1000 * 8, .leftIndex)
            #expect(gallery.search(probe, policy: policy) == whole.search(probe, policy: policy, threads: threads))
        }
        #expect(gallery.replacing(of: "a", with: []).replacing(of: "b", with: []).size == 0)
    }

    @Test("A delta copies the segments of its records and no other")
    func deltaCost() {
        let empty = Self.template([])
        let entries = (0..<20_000).map { GalleryEntry(key: Self.key($0, .leftIndex), template: empty) }
        let before = Gallery(entries: entries)
        let after = before.replacing(["P7", "P8"], of: "test", with: [entries[8]])
        #expect(after.size == 19_999 && after.segments.count == before.segments.count)
        #expect(before.segments.count > 200)
        let copied = zip(before.segments, after.segments).count { old, new in
            old.withUnsafeBufferPointer { old in new.withUnsafeBufferPointer { $0.baseAddress != old.baseAddress } }
        }
        #expect((1...2).contains(copied))
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
        let rate = FalsePositives.rate(score: ScoreCalibration.greatest, comparisons: fingers)
        #expect(DecisionPolicy.standard.colour(falsePositiveRate: rate) == colour)
    }

    @Test(
        "No score that is not green is below the least one, and all far below are green",
        arguments: [1, 80, 5_000, 1_000_000, 100_000_000], [1e-9, 1e-4, 1e-2, 0.5, 1])
    func leastScore(fingers: Int, inconclusive: Double) {
        let policy = DecisionPolicy(hit: 0, inconclusive: inconclusive)
        let least = policy.leastScore(comparisons: fingers)
        func isGreen(_ score: Double) -> Bool {
            policy.colour(falsePositiveRate: FalsePositives.rate(score: score, comparisons: fingers)) == .green
        }
        for step in 0..<4000 {
            let score = Double(step) / 100
            #expect(isGreen(score) || score >= least)
            #expect(!isGreen(score) || score <= least + 1e-5)
        }
    }

    @Test("The same score is worth less on a longer list", arguments: [(10_000, Colour.red), (1_000_000, .yellow)])
    func length(fingers: Int, colour: Colour) {
        let rate = FalsePositives.rate(score: 9, comparisons: fingers)
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
