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
    static func sample(
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
    static var gait: HitSample {
        HitSample(
            facts: sample(position: 200) {
                ($0.kind, $0.frame, $0.picture) = ("gait-2", nil, nil)
                $0.templateFormat = TemplateFormat(rawValue: "of tomorrow/9")
            }, picture: WipingBytes([5, 6]), template: WipingBytes([7]))
    }

    static func message(_ facts: HitFacts = facts) throws(Fault) -> HitMessage {
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
    static func single(
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
}
