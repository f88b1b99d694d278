import CaseMessages
import Foundation
import Ground
import Testing

@testable import Station

@Suite("A hit of several samples before it is sealed")
struct SealableHitTests {
    private let facts = HitFacts(
        identifier: UUIDv7(), correlation: UUIDv7(), time: Timestamp(milliseconds: 0),
        capture: .init(device: "post-7", officer: "o", purpose: "entry"),
        search: .init(generations: [:], result: .red, candidates: []))

    private func sample(_ position: UInt8, bytes: Int?) -> SealableSample {
        SealableSample(
            facts: HitSample.Facts(
                kind: "finger", position: position, quality: 50, deviceName: "r", deviceModel: "m",
                time: Timestamp(milliseconds: 0), templateFormat: .ridgeline1,
                frame: .init(width: 4000, height: 4000, pixelsPerInch: 1000),
                picture: bytes.map { _ in ProbePicture(left: 0, top: 0, width: 4000, height: 4000) }),
            template: WipingBytes([position]),
            picture: bytes.map { count in WipingBytes(count: count) { $0.update(repeating: position) } })
    }

    private var samples: [SealableSample] {
        [sample(2, bytes: 600_000), sample(7, bytes: 1_200_000), sample(3, bytes: 300_000), sample(8, bytes: nil)]
    }

    @Test("encloses the pictures that it has room for, and is followed by the pieces of the others")
    func all() throws {
        let hit = try SealableHit(facts, samples)
        let read = try HitMessage(decoding: hit.message.encoded())
        #expect(read.samples.map(\.facts.position) == [2, 7, 3, 8])
        #expect(read.samples.map(\.picture.count) == [600_000, 0, 300_000, 0])
        #expect(read.samples.map { $0.template.withBytes { Array($0) } } == [[2], [7], [3], [8]])
        let attachment = try #require(read.samples[1].facts.picture?.attachment)
        #expect(hit.pieces.map(\.item) == attachment.pieces && hit.pieces.count == 2)
        let whole = try attachment.joined(hit.pieces.map(\.piece), of: facts.identifier)
        #expect(whole.count == 1_200_000 && whole.withBytes { $0.allSatisfy { $0 == 7 } })
        #expect(read.samples[3].facts.picture == nil)
    }

    @Test("leaves out what it has no room for, or all pictures, and says why of each")
    func without() throws {
        let full = Fault(.init("outbox.full"), "")
        let enclosed = try SealableHit(facts, samples, .enclosed(full))
        #expect(enclosed.pieces.isEmpty && enclosed.message.samples.map(\.picture.count) == [600_000, 0, 300_000, 0])
        #expect(enclosed.message.samples.map(\.facts.picture?.leftOut) == [nil, "outbox.full", nil, nil])
        let bare = try SealableHit(facts, samples, .none(full))
        #expect(bare.pieces.isEmpty && bare.message.samples.allSatisfy { $0.picture.count == 0 })
        #expect(
            bare.message.samples.map(\.facts.picture?.leftOut) == ["outbox.full", "outbox.full", "outbox.full", nil])
        #expect(try bare.message.encoded().count < 10_000)
    }

    @Test("holds sixteen, whatever their pictures")
    func sixteen() throws {
        let many = (0..<16).map { sample(UInt8($0), bytes: 200_000) }
        let hit = try SealableHit(facts, many)
        #expect(try hit.message.encoded().count <= HitMessage.encodedLimit)
        #expect(hit.message.samples.count { $0.picture.count > 0 } == 4 && hit.pieces.count == 12)
    }
}
