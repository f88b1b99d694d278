import CaseMessages
import DeviceIdentity
import Foundation
import Ground
import Imaging
import Testing

@testable import Hub

extension PictureTests {
    @Test("that the device had to leave out is named with its reason")
    func leftOut() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { (device: EnrolledDevice) async throws in
                try await upload(UUIDv7(), said(leftOut: "outbox.full"), from: device)
                #expect(try await picture(running).absence == "the device has left the picture out: outbox.full")
            }
        }
    }

    @Test(
        "that is not what the hit has named is said to be so, and the hit is opened all the same",
        arguments: [
            "another hit's piece", "garbage", "another picture", "sealed for another item", "the first piece again",
            "two exchanged",
        ])
    func damaged(what: String) async throws {
        let hit = UUIDv7()
        let (attachment, pieces) = try Attachment.cut(ImageFile.png(of: Self.image), type: "image/png", of: hit)
        let others = try Attachment.cut(
            ImageFile.png(of: Self.image.rotatedBy180()), type: "image/png",
            of: what == "another picture" ? hit : UUIDv7()
        ).pieces
        try await RunningHub.with { running in
            try await running.withDevice { (device: EnrolledDevice) async throws in
                try await upload(hit, said(attachment), from: device)
                for (index, item) in attachment.pieces.enumerated() {
                    let order = what == "two exchanged" ? [0, 2, 1] : [0, 1, 2]
                    var body = try seal(pieces[order[index]].encoded(), item, from: device)
                    if index == 1 {
                        switch what {
                        case "garbage": body = Data("garbage".utf8)
                        case "two exchanged": break
                        case "the first piece again": body = try seal(pieces[0].encoded(), item, from: device)
                        case "sealed for another item": body = try seal(pieces[1].encoded(), UUIDv7(), from: device)
                        default: body = try seal(others[1].encoded(), item, from: device)
                        }
                    }
                    _ = try await device.client.upload(body, as: item, kind: 3)
                }
                let picture = try await picture(running)
                guard case .damaged(let fault) = picture else {
                    Issue.record("the picture is \(picture)")
                    return
                }
                #expect([.attachmentInvalid, .sealBroken].contains(fault.code))
            }
        }
    }

    @Test("of one device is not made of another's pieces")
    func ofAnother() async throws {
        let hit = UUIDv7()
        let (attachment, pieces) = try Attachment.cut(ImageFile.png(of: Self.image), type: "image/png", of: hit)
        try await RunningHub.with { running in
            try await running.withDevice { (device: EnrolledDevice) async throws in
                try await upload(hit, said(attachment), from: device)
                try await running.withDevice { (other: EnrolledDevice) async throws in
                    for (item, piece) in zip(attachment.pieces, pieces) {
                        try await upload(piece, as: item, from: other)
                    }
                }
                #expect(try await picture(running).absence?.contains("3 of its 3 pieces") == true)
            }
        }
    }

    @Test("takes half of what a device may send at most, so that a hit finds room beside it")
    func quota() async throws {
        try await RunningHub.with(quota: Quota(items: 4, bytes: 1 << 20)) { running in
            try await running.withDevice { (device: EnrolledDevice) async throws in
                for status in [200, 200, 429] {
                    #expect(try await device.client.post(Data("x".utf8), as: UUIDv7(), kind: 3).status == status)
                }
                for status in [200, 200, 429] {
                    #expect(try await device.client.post(Data("x".utf8), as: UUIDv7()).status == status)
                }
            }
        }
    }

    @Test(
        "is not kept in pieces that no hit names, once they have waited long enough; a picture that a hit names stays")
    func orphans() async throws {
        let (hit, nobody, other) = (UUIDv7(), UUIDv7(), UUIDv7())
        let png = try ImageFile.png(of: Self.image)
        let (attachment, pieces) = try Attachment.cut(png, type: "image/png", of: hit)
        let (lost, lostPieces) = try Attachment.cut(png, type: "image/png", of: nobody)
        let month: Int64 = 30 * 86_400
        try await RunningHub.with { running in
            try await running.withDevice { (device: EnrolledDevice) async throws in
                try await upload(hit, said(attachment), from: device)
                for (item, piece) in zip(attachment.pieces, pieces) { try await upload(piece, as: item, from: device) }
                for (item, piece) in zip(lost.pieces, lostPieces) { try await upload(piece, as: item, from: device) }
                // One that says the hit's name, and that the hit does not name; and one of garbage.
                try await upload(pieces[0], as: other, from: device)
                let garbage = UUIDv7()
                _ = try await device.client.upload(Data("garbage".utf8), as: garbage, kind: 3)
                running.clock.advance(seconds: month)
                #expect(try await running.hub.removePieces(olderThan: Double(month)) == 0)
                running.clock.advance(seconds: 1)
                // What time it is must be certain: what is removed does not come back.
                var doubting = running.hub
                doubting.clockTolerance = 86_400
                await #expect(throws: Fault(.init("hub.clock"), "")) {
                    try await doubting.removePieces(olderThan: Double(month))
                }
                #expect(try await running.hub.removePieces(olderThan: Double(month)) == lostPieces.count + 1)
                #expect(try await running.hub.removePieces(olderThan: Double(month)) == 0)
                #expect(isExact(try await picture(running)))
                let identifier = try #require(UUIDv7(device.answer.device))
                let gone = try await running.hub.items.missing(
                    attachment.pieces + lost.pieces + [other, garbage], of: .attachment, from: identifier)
                #expect(gone == lost.pieces + [other])
                let kept = try await running.hub.items.find(garbage, of: .attachment, from: identifier)
                #expect(kept?.state == .quarantined)
            }
        }
    }
}
