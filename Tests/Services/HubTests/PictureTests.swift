import CaseMessages
import DeviceIdentity
import Foundation
import Ground
import Imaging
import Testing

@testable import Hub

@Suite("The picture of a hit at the hub") struct PictureTests {
    /// Noise, which no compression makes smaller.
    static let image = GrayImage(
        width: 1300, height: 1900, pixelsPerInch: 1000,
        pixels: (0..<1300 * 1900).map { _ in UInt8.random(in: 0...255) })

    func seal(_ bytes: WipingBytes, _ item: UUIDv7, from device: EnrolledDevice) throws -> Data {
        let key = try SealingKey(rawRepresentation: device.answer.hubSealingKey)
        return Data(
            try key.seal(
                bytes, for: .item,
                authenticating: StationIdentity.context(device: device.answer.device, item: item)))
    }

    /// Uploads a hit whose picture is said to be so.
    func upload(
        _ hit: UUIDv7, _ picture: ProbePicture, _ enclosed: WipingBytes = WipingBytes([]), from device: EnrolledDevice
    ) async throws {
        let facts = HitFacts(
            identifier: hit, correlation: UUIDv7(), time: Timestamp(milliseconds: 0),
            capture: .init(device: device.answer.device, officer: "o", purpose: "entry"),
            search: .init(generations: [:], result: .red, candidates: []))
        let sample = HitSample.Facts(
            kind: "finger", quality: 50, deviceName: "platen", deviceModel: "m", time: facts.time,
            templateFormat: .ridgeline1, frame: .init(width: 3000, height: 4000, pixelsPerInch: 1000),
            picture: picture)
        let message = try HitMessage(
            facts: facts, samples: [HitSample(facts: sample, picture: enclosed, template: WipingBytes([]))])
        _ = try await device.client.upload(try seal(message.encoded(), hit, from: device), as: hit)
    }

    func upload(_ piece: AttachmentPiece, as item: UUIDv7, from device: EnrolledDevice) async throws {
        let outcome = try await device.client.upload(try seal(piece.encoded(), item, from: device), as: item, kind: 3)
        #expect(outcome.receipt != nil)
    }

    func picture(_ running: RunningHub) async throws -> ReceivedPicture {
        var found: [ReceivedHit] = []
        try await running.hub.forEachHit { found.append($0) }
        #expect(found.count == 1 && found[0].state == .opened && found[0].problem == nil && found[0].message != nil)
        return try #require(found.first?.pictures.first ?? nil)
    }

    func isExact(_ picture: ReceivedPicture) -> Bool {
        guard case .whole(let image) = picture, image.pixelsPerInch == 1000 else { return false }
        return image.withPixels { one in Self.image.withPixels { other in one.elementsEqual(other) } }
    }

    func said(_ attachment: CaseMessages.Attachment? = nil, leftOut: String? = nil) -> ProbePicture {
        ProbePicture(left: 20, top: 30, width: 1300, height: 1900, attachment: attachment, leftOut: leftOut)
    }

    @Test(
        "is there when all pieces are, in whatever order they came; until then the hit says how many are not",
        arguments: [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
    func order(order: [Int]) async throws {
        let hit = UUIDv7()
        let (attachment, pieces) = try Attachment.cut(ImageFile.png(of: Self.image), type: "image/png", of: hit)
        try #require(pieces.count == 3)
        try await RunningHub.with { running in
            try await running.withDevice { (device: EnrolledDevice) async throws in
                // A piece may be there before its hit.
                try await upload(pieces[order[0]], as: attachment.pieces[order[0]], from: device)
                try await upload(hit, said(attachment), from: device)
                for (missing, index) in zip([2, 1], order.dropFirst()) {
                    #expect(
                        try await picture(running).absence
                            == "the picture is not whole: \(missing) of its 3 pieces are not here yet")
                    let piece = try seal(pieces[index].encoded(), attachment.pieces[index], from: device)
                    for _ in 0..<2 {
                        _ = try await device.client.upload(piece, as: attachment.pieces[index], kind: 3)
                    }
                }
                #expect(isExact(try await picture(running)))
            }
        }
    }

    @Test("is enclosed in a hit that can hold it, and one that cannot be shown hides nothing of the hit")
    func enclosed() async throws {
        let small = Self.image.window(x: 0, y: 0, width: 300, height: 200)
        for (width, bytes, absence) in [
            (300, try ImageFile.png(of: small), nil), (301, try ImageFile.png(of: small), "hit.invalid"),
            (300, WipingBytes(Array("no picture".utf8)), "image.unknown"),
        ] {
            try await RunningHub.with { running in
                try await running.withDevice { (device: EnrolledDevice) async throws in
                    let said = ProbePicture(left: 20, top: 30, width: width, height: 200)
                    try await upload(UUIDv7(), said, bytes, from: device)
                    let picture = try await picture(running)
                    if let absence {
                        #expect(picture.absence?.contains(absence) == true)
                    } else if case .whole(let image) = picture {
                        let isSame = image.withPixels { one in small.withPixels { one.elementsEqual($0) } }
                        #expect(isSame)
                    } else {
                        Issue.record("no picture: \(picture)")
                    }
                }
            }
        }
    }

    @Test("of a kind of sample that the hub does not know is handed on as it came, and hides no other sample")
    func severalSamples() async throws {
        let hit = UUIDv7()
        let walk = WipingBytes((0..<1_500_000).map { UInt8(truncatingIfNeeded: $0) })
        let (attachment, pieces) = try Attachment.cut(walk, type: "video/gait", of: hit)
        try await RunningHub.with { running in
            try await running.withDevice { (device: EnrolledDevice) async throws in
                let facts = HitFacts(
                    identifier: hit, correlation: UUIDv7(), time: Timestamp(milliseconds: 0),
                    capture: .init(device: device.answer.device, officer: "o", purpose: "entry"),
                    search: .init(generations: [:], result: .yellow, candidates: []))
                func sample(_ kind: String, _ picture: ProbePicture?, _ bytes: WipingBytes) -> HitSample {
                    HitSample(
                        facts: HitSample.Facts(
                            kind: kind, quality: 50, deviceName: "d", deviceModel: "m", time: facts.time,
                            templateFormat: .ridgeline1,
                            frame: picture.map { _ in .init(width: 3000, height: 4000, pixelsPerInch: 1000) },
                            picture: picture), picture: bytes, template: WipingBytes([1]))
                }
                let small = Self.image.window(x: 0, y: 0, width: 300, height: 200)
                let message = try HitMessage(
                    facts: facts,
                    samples: [
                        sample("gait", said(attachment), WipingBytes([])),
                        sample("document", nil, WipingBytes([7, 8])),
                        sample(
                            "finger", ProbePicture(left: 0, top: 0, width: 300, height: 200),
                            try ImageFile.png(of: small)), sample("voice", nil, WipingBytes([])),
                    ])
                _ = try await device.client.upload(try seal(message.encoded(), hit, from: device), as: hit)
                for (item, piece) in zip(attachment.pieces, pieces) { try await upload(piece, as: item, from: device) }
                var found: [ReceivedHit] = []
                try await running.hub.forEachHit { found.append($0) }
                let pictures = try #require(found.first?.pictures)
                #expect(pictures.count == 4 && pictures[3] == nil && found[0].encounter?.device == found[0].device)
                guard case .unread(let gait) = pictures[0], case .unread(let document) = pictures[1],
                    case .whole(let finger) = pictures[2]
                else {
                    Issue.record("other pictures: \(pictures)")
                    return
                }
                let isSame = gait.withBytes { one in walk.withBytes { one.elementsEqual($0) } }
                #expect(isSame && document.withBytes { Array($0) } == [7, 8] && finger.width == 300)
            }
        }
    }
}
