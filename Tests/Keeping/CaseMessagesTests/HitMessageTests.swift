import Foundation
import Ground
import Testing

@testable import CaseMessages

@Suite("HitMessage")
struct HitMessageTests {
    static let facts = HitFacts(
        identifier: UUIDv7(), correlation: UUIDv7(), time: Timestamp(milliseconds: 1_700_000_000_000),
        capture: .init(device: "gate-7", officer: "4711", purpose: "entry"),
        search: .init(
            generations: ["interpol": 12, "national": 3], result: .red,
            candidates: [
                .init(
                    list: "interpol", record: "R-9", score: 11.25, falsePositiveRate: 1e-4, basis: "swapped",
                    evidence: [
                        .init(sample: 0, kind: "finger", position: 2, score: 6.5),
                        .init(sample: 1, kind: "finger", position: 7, score: 5.5),
                    ])
            ]),
        progress: .init(
            plan: "four-fingers", missing: [.init(kind: "finger", position: 3, reason: "XX")], isComplete: false,
            supplements: UUIDv7()))

    /// A frame of 40 x 30 of which a part is sent.
    private static func sample(
        position: UInt8 = 2, _ change: (inout HitSample.Facts) -> Void = { _ in }
    ) -> HitSample.Facts {
        var facts = HitSample.Facts(
            kind: "finger", position: position, attempt: 2, quality: 71, deviceName: "05ba:000a/1-2",
            deviceModel: "U.are.U 4500", time: Timestamp(milliseconds: 1_700_000_000_000), templateFormat: .ridgeline1,
            frame: .init(width: 40, height: 30, pixelsPerInch: 512),
            picture: ProbePicture(left: 7, top: 5, width: 20, height: 25))
        change(&facts)
        return facts
    }

    /// Of a kind that nobody knows, with bytes of its own and no frame.
    private static var gait: HitSample {
        HitSample(
            facts: sample(position: 200) {
                ($0.kind, $0.frame, $0.picture) = ("gait-2", nil, nil)
                $0.templateFormat = TemplateFormat(rawValue: "of tomorrow/9")
            }, picture: WipingBytes([5, 6]), template: WipingBytes([7]))
    }

    private static func message(_ facts: HitFacts = facts) throws(Fault) -> HitMessage {
        try HitMessage(
            facts: facts,
            samples: [
                HitSample(facts: sample(), picture: WipingBytes([1, 2, 3]), template: WipingBytes([9, 8, 7])),
                HitSample(
                    facts: sample(position: 7) { $0.picture?.leftOut = "outbox.full" }, template: WipingBytes([4])),
                gait,
            ])
    }

    /// A hit of one sample.
    private static func single(
        _ sample: HitSample.Facts, _ picture: WipingBytes = WipingBytes([]), template: WipingBytes = WipingBytes([])
    ) throws(Fault) -> HitMessage {
        var facts = facts
        facts.search.candidates = []
        return try HitMessage(facts: facts, samples: [HitSample(facts: sample, picture: picture, template: template)])
    }

    @Test("A hit survives encoding, pictures and templates of all samples included")
    func roundTrip() throws {
        let bytes = try Self.message().encoded()
        #expect(bytes.withBytes { Array($0.prefix(6)) } == Array("RLHIT".utf8) + [3])
        let read = try HitMessage(decoding: bytes)
        #expect(read.statement == (try Self.message().statement) && read.facts == Self.facts)
        #expect(read.samples.map { $0.picture.withBytes(Array.init) } == [[1, 2, 3], [], [5, 6]])
        #expect(read.samples.map { $0.template.withBytes(Array.init) } == [[9, 8, 7], [4], [7]])
        #expect(read.samples[2].facts.kind == "gait-2" && read.samples[2].facts.position == 200)
    }

    @Test("On the wire what a hit says is one flat object, and a form that this version does not know is kept")
    func wire() throws {
        let text = """
            {"candidates":[{"basis":"asDeclared","evidence":[{"kind":"finger","position":2,"sample":0,"score":6.5}],
            "falsePositiveRate":0.0001,"list":"interpol","record":"R-9","score":6.5}],
            "correlation":"01890a5d-ac96-774b-bcce-b302099a8057","device":"gate-7","generations":{"interpol":12},
            "identifier":"01890a5d-ac96-774b-bcce-b302099a8058","isComplete":true,
            "missing":[{"kind":"finger","position":7,"reason":"UP"}],"officer":"4711","plan":"two-index",
            "purpose":"entry","result":"red","samples":[{"attempt":1,"deviceModel":"U.are.U 4500",
            "deviceName":"05ba:000a/1-2","frame":{"height":3,"pixelsPerInch":512,"width":4},"kind":"finger",
            "picture":{"height":1,"left":2,"top":1,"width":2},"position":2,"quality":71,
            "templateFormat":"of tomorrow/9","time":"2023-11-14T22:13:20.000Z"}],
            "supplements":"01890a5d-ac96-774b-bcce-b302099a8059","time":"2023-11-14T22:13:20.000Z"}
            """
        let hit: HitStatement = try WireJSON.decode(from: Data(text.utf8), limit: 65_536, naming: "the hit")
        #expect(hit.samples[0].templateFormat.rawValue == "of tomorrow/9" && hit.facts.search.candidates.count == 1)
        #expect(hit.facts.capture.officer == "4711" && hit.facts.time == Timestamp(milliseconds: 1_700_000_000_000))
        #expect(hit.facts.progress.plan == "two-index" && hit.facts.progress.missing.first?.reason == "UP")
        let again = try JSONSerialization.jsonObject(with: WireJSON.encode(hit)) as? NSDictionary
        #expect(try again == JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary)
    }

    @Test("Every truncation of a hit, and a byte too many, is a fault")
    func truncations() throws {
        let whole = try Self.message().encoded().withBytes(Array.init)
        for count in whole.indices {
            #expect(throws: Fault.self) { try HitMessage(decoding: WipingBytes(whole.prefix(count))) }
        }
        #expect(throws: Fault(.init("hit.invalid"), "")) { try HitMessage(decoding: WipingBytes(whole + [0])) }
    }

    @Test("A flipped byte is a fault or another hit within bounds, never a crash")
    func flips() throws {
        let whole = try Self.message().encoded().withBytes(Array.init)
        var refused = 0
        for at in whole.indices {
            for bit in 0..<8 {
                var damaged = whole
                damaged[at] ^= 1 << bit
                do throws(Fault) {
                    let read = try HitMessage(decoding: WipingBytes(damaged))
                    #expect(read.samples.allSatisfy { $0.objection == nil } && read.samples.count == 3)
                } catch {
                    refused += 1
                }
            }
        }
        #expect(refused > whole.count)
    }

    @Test("Lengths that lie are refused before anything is allocated")
    func lyingLength() {
        let bytes = Array("RLHIT".utf8) + [3, 0xFF, 0xFF, 0xFF, 0xFF]
        #expect(throws: Fault(.init("hit.invalid"), "")) { try HitMessage(decoding: WipingBytes(bytes)) }
    }

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

    @Test("A hit has 1 to 16 samples, and attachments of at most 64 MiB together, no item for two of them")
    func manySamples() throws {
        func message(_ samples: [HitSample.Facts]) throws(Fault) -> HitMessage {
            var facts = Self.facts
            facts.search.candidates = []
            return try HitMessage(
                facts: facts, samples: samples.map { HitSample(facts: $0, template: WipingBytes([])) })
        }
        let none = Self.sample { $0.picture = nil }
        let sixteen = try HitMessage(decoding: message(Array(repeating: none, count: 16)).encoded())
        #expect(sixteen.samples.count == 16)
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
