import Fingerprint
import Foundation
import Ground
import Testing

@testable import Identification

@Suite("Gallery")
struct GalleryTests {
    private static let people = 40
    private static let entries = (0..<people).flatMap { person in
        [FingerPosition.rightIndex, .leftIndex].map { finger in
            part(person, finger, template(minutiae(person, finger)))
        }
    }

    private static func part(
        _ person: Int, _ finger: FingerPosition, of list: String = "test", _ template: Template
    ) -> ReferencePart {
        ReferencePart(
            record: RecordKey(list: list, record: "P\(person)"), kind: .finger, position: finger.rawValue,
            template: template.withBytes { WipingBytes($0) })
    }

    private static func galleries(_ parts: [ReferencePart], threads: Int = 1) -> Galleries {
        var galleries = Galleries([FingerprintModality()])
        #expect(galleries.replace(of: "test", with: parts, threads: threads).isEmpty)
        return galleries
    }

    @Test(
        "A listed finger is found red and first, however many threads prepare and compare",
        arguments: [1, 3, 200])
    func hit(threads: Int) throws {
        let galleries = Self.galleries(Self.entries, threads: threads)
        for person in 0..<5 {
            let decision = try galleries.search(probe(of: person, .leftIndex), threads: threads)
            #expect(decision.colour == .red)
            let candidate = try #require(decision.candidates.first)
            #expect(candidate.key == RecordKey(list: "test", record: "P\(person)"))
            #expect(candidate.evidence.map(\.position) == [FingerPosition.leftIndex.rawValue])
            #expect(decision.gallerySize == 80)
        }
    }

    @Test("A finger on no list is green and leaves no candidate")
    func noHit() throws {
        let galleries = Self.galleries(Self.entries)
        for person in 100..<110 {
            let decision = try galleries.search(probe(of: person, .rightIndex))
            #expect(decision == Decision(colour: .green, candidates: [], gallerySize: 80))
        }
    }

    @Test("The fingers of one record make one candidate, by the best of them")
    func merging() throws {
        let same = Self.minutiae(7, .leftIndex)
        let worse = Array(same.dropFirst(30))
        let galleries = Self.galleries([
            Self.part(7, .leftThumb, Self.template(worse)), Self.part(7, .leftIndex, Self.template(same)),
            Self.part(8, .leftIndex, Self.template(same)),
        ])
        let candidates = try galleries.search(Self.template(same)).candidates
        // The one of two fingers had two chances.
        #expect(candidates.map(\.key.record) == ["P8", "P7"])
        #expect(candidates.map { $0.evidence.map(\.position) } == [[7], [7]])
        #expect(abs(candidates[0].score - candidates[1].score - log10(2)) < 1e-3)
    }

    @Test("A record with parts that cannot be read, or of a kind unknown here, is named, and found by the others")
    func unreadable() throws {
        var galleries = Galleries([FingerprintModality()])
        let record = RecordKey(list: "test", record: "P7")
        let unread = galleries.replace(
            of: "test",
            with: [
                Self.part(7, .leftIndex, Self.template(Self.minutiae(7, .leftIndex))),
                ReferencePart(record: record, kind: .finger, position: 1, template: WipingBytes([1, 2, 3])),
                ReferencePart(
                    record: record, kind: ModalityKind(rawValue: "gait"), position: 0, template: WipingBytes([])),
            ])
        #expect(unread == ["P7": 2] && galleries.size == 1 && galleries.records == 1)
        #expect(try galleries.search(probe(of: 7, .leftIndex)).colour == .red)
    }

    @Test(
        "A list comes, is replaced as a whole and goes, and the other list is found all the while",
        arguments: [1, 3])
    func lists(threads: Int) throws {
        func part(_ person: Int) -> ReferencePart {
            Self.part(person, .leftIndex, of: "other", Self.template(Self.minutiae(person, .leftIndex)))
        }
        func lists() throws -> [[String]] {
            try [3, 100, 101, 102].map {
                try galleries.search(probe(of: $0, .leftIndex)).candidates.map(\.key.list)
            }
        }
        var galleries = Self.galleries(Self.entries)
        #expect(try lists() == [["test"], [], [], []] && galleries.records == Self.people)
        galleries.replace(of: "other", with: [part(100), part(101)], threads: threads)
        #expect(try lists() == [["test"], ["other"], ["other"], []] && galleries.records == Self.people + 2)
        galleries.replace(of: "other", with: [part(102)], threads: threads)
        #expect(try lists() == [["test"], [], [], ["other"]])
        galleries.replace(of: "other", with: [], threads: threads)
        #expect(try lists() == [["test"], [], [], []] && galleries.size == 80 && galleries.records == Self.people)
    }

    @Test("Empty galleries and an empty probe find nobody")
    func empty() throws {
        #expect(try Self.galleries([]).search(probe(of: 1, .leftIndex)).colour == .green)
        let nothing = Template(width: 300, height: 300, quality: 0, minutiae: [])
        #expect(try Self.galleries(Self.entries).search(nothing).candidates.isEmpty)
    }

    @Test("The best candidates are named, and how many more there are", arguments: [1, 3, 100])
    func further(limit: Int) throws {
        let policy = DecisionPolicy(hit: 0, inconclusive: 1, candidateLimit: limit)
        let decision = try Self.galleries(Self.entries).search(probe(of: 3, .leftIndex), policy: policy)
        #expect(decision.candidates.count == min(limit, Self.people))
        #expect(decision.further == max(0, Self.people - limit))
    }

    @Test("A candidate's rate grows with the gallery as 1 − (1 − FMR)^N")
    func rates() throws {
        let galleries = Self.galleries(Self.entries)
        let policy = DecisionPolicy(hit: 0, inconclusive: 1, candidateLimit: 100)
        let candidates = try galleries.search(probe(of: 3, .leftIndex), policy: policy).candidates
        // All of them, the strangers as well: what the formula says of a score can be worked out without its tricks.
        #expect(candidates.count == Self.people)
        let strangers = candidates.filter { $0.score < 8 }
        try #require(strangers.count >= Self.people - 1)
        for candidate in strangers {
            let best = try #require(candidate.evidence.first?.score)
            let expected = 1 - pow(1 - pow(10, -best), 80)
            #expect(abs(candidate.falsePositiveRate - expected) < 1e-7)
        }
    }

    @Test("Galleries that deltas have made are searched as ones that were made at once", arguments: [1, 3])
    func history(threads: Int) throws {
        func part(_ person: Int, _ list: String, _ version: Int) -> ReferencePart {
            Self.part(
                person, .leftIndex, of: list, Self.template(Self.minutiae(person + 1000 * version, .leftIndex)))
        }
        var parts: [RecordKey: ReferencePart] = [:]
        var galleries = Galleries([FingerprintModality()])
        // Grows to many segments, changes here and there, and shrinks again.
        for round in 0..<14 {
            let list = round.isMultiple(of: 3) ? "b" : "a"
            let people = round < 7 ? Array(round * 60..<(round + 1) * 60) : Array(stride(from: round, to: 420, by: 5))
            let removed = Set(people.filter { ($0 + round).isMultiple(of: 2) && round >= 7 }.map { "P\($0)" })
            let put = people.filter { !removed.contains("P\($0)") }.map { part($0, list, round) }
            galleries.replace(removed.union(put.map(\.record.record)), of: list, with: put, threads: threads)
            for record in removed { parts[RecordKey(list: list, record: record)] = nil }
            for part in put { parts[part.record] = part }
            #expect(galleries.size == parts.count && galleries.records == parts.count)
        }
        var whole = Galleries([FingerprintModality()])
        for list in ["a", "b"] { whole.replace(of: list, with: parts.values.filter { $0.record.list == list }) }
        let policy = DecisionPolicy(hit: 1e-4, inconclusive: 1, candidateLimit: 500)
        for person in [0, 7, 61, 100, 419] {
            let probe = probe(of: person + 1000 * 8, .leftIndex)
            #expect(
                try galleries.search(probe, policy: policy) == whole.search(probe, policy: policy, threads: threads))
        }
        galleries.replace(of: "a", with: [])
        galleries.replace(of: "b", with: [])
        #expect(galleries.size == 0 && galleries.records == 0)
    }

    @Test("A delta copies the segments of its records and no other")
    func deltaCost() throws {
        let empty = Self.template([])
        let parts = (0..<20_000).map { Self.part($0, .leftIndex, empty) }
        let none = Gallery(FingerprintModality())
        let before = try #require(
            none.replacing(nil, of: "test", with: parts, threads: 1).gallery as? Gallery<FingerprintModality>)
        let after = try #require(
            before.replacing(["P7", "P8"], of: "test", with: [parts[8]], threads: 1).gallery
                as? Gallery<FingerprintModality>)
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

extension Galleries {
    /// One undeclared finger.
    fileprivate func search(
        _ probe: Template, policy: DecisionPolicy = .standard, threads: Int = 1
    ) throws -> Decision {
        var search = EncounterSearch(self, policy: policy, samples: 1, threads: threads)
        try search.take(probe.withBytes { WipingBytes($0) }, kind: .finger, position: 0)
        return search.decision(isLast: true)
    }
}
