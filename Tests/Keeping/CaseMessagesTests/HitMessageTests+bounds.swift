import Foundation
import Ground
import Testing

@testable import CaseMessages

extension HitMessageTests {
    @Test(
        "Facts out of bounds are refused by name",
        arguments: [
            { $0.capture.officer = String(repeating: "x", count: 257) }, { $0.search.generations = ["a": -1] },
            { $0.search.candidates = Array(repeating: $0.search.candidates[0], count: 101) },
            { $0.search.candidates[0].score = .infinity }, { $0.search.candidates[0].falsePositiveRate = 1.5 },
            { $0.search.candidates[0].evidence[0].sample = 3 }, { $0.search.candidates[0].evidence[0].sample = -1 },
            { $0.search.candidates[0].evidence[0].score = .nan },
            { $0.search.candidates[0].evidence[0].kind = String(repeating: "x", count: 65) },
            { $0.search.candidates[0].evidence = Array(repeating: $0.search.candidates[0].evidence[0], count: 65) },
            { $0.progress.plan = String(repeating: "x", count: 257) },
            { $0.progress.missing = Array(repeating: $0.progress.missing[0], count: 65) },
            { $0.progress.missing[0].reason = String(repeating: "x", count: 65) },
        ] as [@Sendable (inout HitFacts) -> Void])
    func bounds(change: @Sendable (inout HitFacts) -> Void) throws {
        var facts = Self.facts
        change(&facts)
        #expect(throws: Fault(.init("hit.invalid"), "")) { try Self.message(facts) }
        _ = try Self.message()
    }

    @Test(
        "What is said of a sample out of bounds is refused by name",
        arguments: [
            { $0.quality = 101 }, { $0.attempt = 0 }, { $0.kind = "" }, { $0.frame = nil },
            { $0.frame?.width = 16_385 },
            { $0.frame?.width = -1 }, { $0.frame?.height = 0 }, { $0.frame?.pixelsPerInch = .nan },
            { $0.deviceName = String(repeating: "x", count: 257) }, { $0.frame?.height = 29 },
        ] as [@Sendable (inout HitSample.Facts) -> Void])
    func sampleBounds(change: @Sendable (inout HitSample.Facts) -> Void) throws {
        #expect(throws: Fault(.init("hit.invalid"), "")) { try Self.single(Self.sample(change), WipingBytes([1])) }
        _ = try Self.single(Self.sample(), WipingBytes([1]))
    }

    @Test("A hit has 1 to 16 samples, or none where it ends an encounter; at most 64 MiB attached, no item twice")
    func manySamples() throws {
        func message(_ samples: [HitSample.Facts], after earlier: UUIDv7? = nil) throws(Fault) -> HitMessage {
            var facts = Self.facts
            facts.search.candidates = []
            facts.progress.supplements = earlier
            return try HitMessage(
                facts: facts, samples: samples.map { HitSample(facts: $0, template: WipingBytes([])) })
        }
        let none = Self.sample { $0.picture = nil }
        let sixteen = try HitMessage(decoding: message(Array(repeating: none, count: 16)).encoded())
        #expect(sixteen.samples.count == 16)
        #expect(try HitMessage(decoding: message([], after: UUIDv7()).encoded()).samples.isEmpty)
        for count in [0, 17] {
            #expect(throws: Fault(.init("hit.invalid"), "")) { try message(Array(repeating: none, count: count)) }
        }
        func attached(_ bytes: Int, _ pieces: [UUIDv7]? = nil) -> HitSample.Facts {
            let count = (bytes + 999_999) / 1_000_000
            return Self.sample {
                $0.picture?.attachment = Attachment(
                    type: "image/png", length: bytes, digest: String(repeating: "ab", count: 32),
                    pieces: pieces ?? (0..<count).map { _ in UUIDv7() })
            }
        }
        _ = try message([attached(60_000_000), attached(7_108_864)])
        #expect(throws: Fault(.init("hit.invalid"), "")) { try message([attached(60_000_000), attached(7_108_865)]) }
        let piece = [UUIDv7()]
        #expect(throws: Fault(.init("hit.invalid"), "")) { try message([attached(1, piece), attached(1, piece)]) }
    }

    @Test("A device of a thousand lists can report a hit, and one of more than it may have is refused")
    func manyLists() throws {
        func message(lists: Int) throws -> HitMessage {
            var facts = Self.facts
            let names = (0..<lists).map { String(repeating: "x", count: 36) + "\(1000 + $0)" }
            facts.search.generations = Dictionary(uniqueKeysWithValues: names.map { ($0, 1_000_000) })
            return try Self.message(facts)
        }
        let read = try HitMessage(decoding: message(lists: 1000).encoded())
        #expect(read.facts.search.generations.count == 1000)
        #expect(throws: Fault(.init("hit.invalid"), "")) { try message(lists: 1025) }
    }

    @Test("A picture that was left out, or follows, is not enclosed as well")
    func elsewhere() throws {
        let attachment = try Attachment.cut(WipingBytes([1]), type: "image/png", of: UUIDv7()).attachment
        for sample in [
            Self.sample { $0.picture?.leftOut = "outbox.full" }, Self.sample { $0.picture?.attachment = attachment },
        ] {
            #expect(try HitMessage(decoding: Self.single(sample).encoded()).samples[0].facts == sample)
            #expect(throws: Fault(.init("hit.invalid"), "")) { try Self.single(sample, WipingBytes([1])) }
        }
        #expect(throws: Fault(.init("hit.invalid"), "")) { try Self.single(Self.sample()) }
    }

    @Test(
        "A picture outside its frame, or an attachment out of bounds, is refused",
        arguments: [
            #""left":-1"#, #""left":21"#, #""left":40"#, #""top":6"#, #""width":0"#, #""height":26"#,
            #""width":9223372036854775807"#, #""length":0"#, #""length":67108865"#, #""length":1000001"#,
            #""digest":"00""#, #""digest":"g0""#, #""pieces":[]"#,
        ])
    func outside(member: String) throws {
        let attachment = try Attachment.cut(WipingBytes([1]), type: "image/png", of: UUIDv7()).attachment
        let picture = ProbePicture(left: 7, top: 5, width: 20, height: 25, attachment: attachment)
        let text = String(decoding: try WireJSON.encode(picture), as: UTF8.self)
        let name = try #require(member.split(separator: ":").first)
        let pattern = try Regex("\(name):(\\[[^\\]]*\\]|\"[^\"]*\"|-?[0-9]+)")
        let changed = text.replacing(pattern, with: member)
        #expect(changed != text)
        let outside: ProbePicture = try WireJSON.decode(from: Data(changed.utf8), limit: 65_536, naming: "the picture")
        #expect(throws: Fault(.init("hit.invalid"), "")) { try Self.single(Self.sample { $0.picture = outside }) }
    }

    @Test("Pictures for which there is room fit the hit with the longest templates and facts")
    func room() throws {
        var facts = Self.facts
        facts.search.candidates = Array(
            repeating: HitCandidate(
                list: String(repeating: "l", count: 250), record: String(repeating: "r", count: 250),
                score: 1.0 / 3, falsePositiveRate: 1.0 / 3, evidence: facts.search.candidates[0].evidence), count: 100)
        let samples = [Self.sample(), Self.sample(position: 7)]
        let room = try HitMessage.room(
            beside: HitStatement(facts: facts, samples: samples), templates: 2 * HitSample.templateLimit)
        #expect(room > 700_000)
        let attachment = Attachment(
            type: "image/png", length: Attachment.limit, digest: String(repeating: "ab", count: 32),
            pieces: (0..<Attachment.mostPieces).map { _ in UUIDv7() })
        let template = WipingBytes(count: HitSample.templateLimit) { _ in }
        let hit = try HitMessage(
            facts: facts,
            samples: [
                HitSample(facts: samples[0], picture: WipingBytes(count: room) { _ in }, template: template),
                HitSample(facts: Self.sample { $0.picture?.attachment = attachment }, template: template),
            ])
        #expect(try hit.encoded().count <= SealedItem.limit - 48)
    }

    @Test("A picture too big to upload is refused when it is encoded")
    func tooLarge() throws {
        let message = try Self.single(Self.sample(), WipingBytes(count: 1 << 20) { _ in })
        #expect(throws: Fault(.init("hit.tooLarge"), "")) { try message.encoded() }
    }
}
