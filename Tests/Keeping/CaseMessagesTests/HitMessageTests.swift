import Foundation
import Ground
import Testing

@testable import CaseMessages

@Suite("HitMessage")
struct HitMessageTests {
    static let facts = HitFacts(
        identifier: UUIDv7(), correlation: UUIDv7(), time: Timestamp(milliseconds: 1_700_000_000_000),
        capture: .init(
            device: "gate-7", readerName: "05ba:000a/1-2", readerModel: "U.are.U 4500", officer: "4711",
            purpose: "entry"),
        search: .init(
            generations: ["interpol": 12, "national": 3], result: .red,
            candidates: [.init(list: "interpol", record: "R-9", finger: 2, score: 6.5, falsePositiveRate: 1e-4)]),
        probe: .init(
            quality: 71, imageWidth: 4, imageHeight: 3, pixelsPerInch: 512, templateFormat: .iso19794p2y2005))

    static func message() throws -> HitMessage {
        try HitMessage(facts: facts, picture: WipingBytes(Array(0..<12)), template: WipingBytes([9, 8, 7]))
    }

    @Test("A hit survives encoding, picture and template included")
    func roundTrip() throws {
        let read = try HitMessage(decoding: try Self.message().encoded())
        #expect(read.facts == Self.facts)
        #expect(read.picture.withBytes(Array.init) == Array(0..<12))
        #expect(read.template.withBytes(Array.init) == [9, 8, 7])
    }

    @Test("On the wire the facts are one flat object, and a form that this version does not know is kept")
    func wire() throws {
        let text = """
            {"candidates":[{"falsePositiveRate":0.0001,"finger":2,"list":"interpol","record":"R-9","score":6.5}],
            "correlation":"01890a5d-ac96-774b-bcce-b302099a8057","device":"gate-7","generations":{"interpol":12},
            "identifier":"01890a5d-ac96-774b-bcce-b302099a8058","imageHeight":3,"imageWidth":4,"officer":"4711",
            "pixelsPerInch":512,"purpose":"entry","quality":71,"readerModel":"U.are.U 4500","readerName":"05ba:000a/1-2",
            "result":"red","templateFormat":"of tomorrow/9","time":"2023-11-14T22:13:20.000Z"}
            """
        let facts: HitFacts = try WireJSON.decode(from: Data(text.utf8), limit: 65_536, naming: "the facts")
        #expect(facts.probe.templateFormat.rawValue == "of tomorrow/9" && facts.search.candidates.count == 1)
        #expect(facts.capture.officer == "4711" && facts.time == Timestamp(milliseconds: 1_700_000_000_000))
        let again = try JSONSerialization.jsonObject(with: WireJSON.encode(facts)) as? NSDictionary
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
                    #expect(read.picture.count == read.facts.probe.imageWidth * read.facts.probe.imageHeight)
                } catch {
                    refused += 1
                }
            }
        }
        #expect(refused > whole.count)
    }

    @Test("Lengths that lie are refused before anything is allocated")
    func lyingLength() {
        let bytes = Array("RLHIT".utf8) + [1, 0xFF, 0xFF, 0xFF, 0xFF]
        #expect(throws: Fault(.init("hit.invalid"), "")) { try HitMessage(decoding: WipingBytes(bytes)) }
    }

    @Test(
        "Facts out of bounds are refused by name",
        arguments: [
            { $0.probe.quality = 101 }, { $0.probe.imageWidth = 16_385 }, { $0.probe.imageWidth = -1 },
            { $0.probe.pixelsPerInch = .nan },
            { $0.capture.officer = String(repeating: "x", count: 257) }, { $0.search.generations = ["a": -1] },
            { $0.search.candidates = Array(repeating: $0.search.candidates[0], count: 101) },
            { $0.probe.imageHeight = 4 },
        ] as [@Sendable (inout HitFacts) -> Void])
    func bounds(change: @Sendable (inout HitFacts) -> Void) {
        var facts = Self.facts
        change(&facts)
        #expect(throws: Fault(.init("hit.invalid"), "")) {
            try HitMessage(facts: facts, picture: WipingBytes(Array(0..<12)), template: WipingBytes([]))
        }
    }

    @Test("A device of a thousand lists can report a hit, and one of more than it may have is refused")
    func manyLists() throws {
        func message(lists: Int) throws -> HitMessage {
            var facts = Self.facts
            let names = (0..<lists).map { String(repeating: "x", count: 36) + "\(1000 + $0)" }
            facts.search.generations = Dictionary(uniqueKeysWithValues: names.map { ($0, 1_000_000) })
            return try HitMessage(facts: facts, picture: WipingBytes(Array(0..<12)), template: WipingBytes([]))
        }
        let read = try HitMessage(decoding: message(lists: 1000).encoded())
        #expect(read.facts.search.generations.count == 1000)
        #expect(throws: Fault(.init("hit.invalid"), "")) { try message(lists: 1025) }
    }

    /// A frame of 40 x 30 of which a part is sent.
    private static func second(_ change: (inout ProbePicture) -> Void = { _ in }) -> HitFacts {
        var facts = Self.facts
        (facts.probe.imageWidth, facts.probe.imageHeight) = (40, 30)
        var picture = ProbePicture(left: 7, top: 5, width: 20, height: 25)
        change(&picture)
        facts.probe.picture = picture
        return facts
    }

    @Test("The second form encloses a PNG and says what part of the frame it is; the first one is still read")
    func forms() throws {
        let hit = try HitMessage(facts: Self.second(), picture: WipingBytes([1, 2, 3]), template: WipingBytes([9]))
        let bytes = try hit.encoded()
        #expect(bytes.withBytes { Array($0.prefix(6)) } == Array("RLHIT".utf8) + [2])
        let read = try HitMessage(decoding: bytes)
        #expect(read.facts == Self.second() && read.picture.withBytes(Array.init) == [1, 2, 3])
        #expect(try Self.message().encoded().withBytes { Array($0.prefix(6)) } == Array("RLHIT".utf8) + [1])
        // Neither is taken for the other.
        for (message, form) in [(hit, 1), (try Self.message(), 2)] as [(HitMessage, UInt8)] {
            var bytes = try message.encoded().withBytes(Array.init)
            bytes[5] = form
            #expect(throws: Fault(.init("hit.invalid"), "")) { try HitMessage(decoding: WipingBytes(bytes)) }
        }
    }

    @Test("A picture that was left out, or follows, is not enclosed as well")
    func elsewhere() throws {
        let attachment = try Attachment.cut(WipingBytes([1]), type: "image/png", of: UUIDv7()).attachment
        for facts in [Self.second { $0.leftOut = "outbox.full" }, Self.second { $0.attachment = attachment }] {
            let hit = try HitMessage(facts: facts, picture: WipingBytes([]), template: WipingBytes([9]))
            #expect(try HitMessage(decoding: hit.encoded()).facts == facts)
            #expect(throws: Fault(.init("hit.invalid"), "")) {
                try HitMessage(facts: facts, picture: WipingBytes([1]), template: WipingBytes([9]))
            }
        }
        #expect(throws: Fault(.init("hit.invalid"), "")) {
            try HitMessage(facts: Self.second(), picture: WipingBytes([]), template: WipingBytes([9]))
        }
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
        let text = String(
            decoding: try WireJSON.encode(Self.second { $0.attachment = attachment }), as: UTF8.self)
        let name = try #require(member.split(separator: ":").first)
        let pattern = try Regex("\(name):(\\[[^\\]]*\\]|\"[^\"]*\"|-?[0-9]+)")
        let changed = text.replacing(pattern, with: member)
        #expect(changed != text)
        let facts: HitFacts = try WireJSON.decode(from: Data(changed.utf8), limit: 65_536, naming: "the facts")
        #expect(throws: Fault(.init("hit.invalid"), "")) {
            try HitMessage(facts: facts, picture: WipingBytes([]), template: WipingBytes([9]))
        }
    }

    @Test("A PNG at the limit fits the hit with the longest template and facts")
    func limit() throws {
        var facts = Self.second()
        facts.search.candidates = Array(
            repeating: HitFacts.Candidate(
                list: String(repeating: "l", count: 250), record: String(repeating: "r", count: 250), finger: 1,
                score: 1.0 / 3, falsePositiveRate: 1.0 / 3), count: 100)
        let hit = try HitMessage(
            facts: facts, picture: WipingBytes(count: HitMessage.pictureLimit) { _ in },
            template: WipingBytes(count: 65_536) { _ in })
        #expect(try hit.encoded().count <= SealedItem.limit - 48)
    }

    @Test("A picture without pixels is none", arguments: [(0, 0), (0, 3), (4, 0)])
    func noPixels(width: Int, height: Int) {
        var facts = Self.facts
        (facts.probe.imageWidth, facts.probe.imageHeight) = (width, height)
        #expect(throws: Fault(.init("hit.invalid"), "")) {
            try HitMessage(facts: facts, picture: WipingBytes([]), template: WipingBytes([]))
        }
    }

    @Test("A picture too big to upload is refused when it is encoded")
    func tooLarge() throws {
        var facts = Self.facts
        facts.probe.imageWidth = 1024
        facts.probe.imageHeight = 1024
        let message = try HitMessage(
            facts: facts, picture: WipingBytes(count: 1 << 20) { _ in }, template: WipingBytes([]))
        #expect(throws: Fault(.init("hit.tooLarge"), "")) { try message.encoded() }
    }
}
