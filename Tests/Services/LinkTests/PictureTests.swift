import CaseMessages
import DeviceIdentity
import Foundation
import Ground
import Imaging
import Outbox
import Testing

@testable import Hub
@testable import Link

@Suite("A picture that follows its hit in pieces")
struct PictureTests {
    @Test("waits for hits that come later, and is whole when hub and link have both been started again")
    func way() async throws {
        try await LoopbackHub.inFolder { folder in
            let center = try await LoopbackHub(folder.appending(path: "hub"))
            let image = Self.noise(1500, 1400)
            var device: Device?
            // As many attachments as the one piece that goes with the first hit.
            try await center.serving(quota: Quota(items: 4)) {
                let here = try await Device(at: center.hub, in: folder.appending(path: "device"))
                device = here
                try await Self.enqueue(image, at: here)
                try await here.connected { tasks in
                    await #expect(throws: Fault(.init("hub.busy"), "")) { try await tasks.uploader.round() }
                    #expect(try await Self.kinds(center.hub) == [.hit, .attachment])
                    let found = try await Self.pictures(center.hub)
                    #expect(found.map(\.absence) == ["the picture is not whole: 2 of its 3 pieces are not here yet"])
                    _ = try await here.enqueue("a later hit")
                    await #expect(throws: Fault(.init("hub.busy"), "")) { try await tasks.uploader.round() }
                    #expect(try await Self.kinds(center.hub) == [.hit, .attachment, .hit])
                }
            }
            let here = try #require(device)
            try await LoopbackHub(Hub(at: folder.appending(path: "hub"))).serving {
                try await here.connected { try await $0.uploader.round() }
            }
            let found = try await Self.pictures(Hub(at: folder.appending(path: "hub")))
            guard case .whole(let picture)? = found.first else {
                Issue.record("no picture: \(found)")
                return
            }
            let isSame = picture.withPixels { one in image.withPixels { other in one.elementsEqual(other) } }
            #expect(isSame && picture.width == 1500 && picture.pixelsPerInch == 1000)
        }
    }

    private static func noise(_ width: Int, _ height: Int) -> GrayImage {
        var random = SystemRandomNumberGenerator()
        return GrayImage(
            width: width, height: height, pixelsPerInch: 1000,
            pixels: (0..<width * height).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    /// As the station does with a hit that cannot hold its picture.
    private static func enqueue(_ image: GrayImage, at device: Device) async throws {
        let identifier = UUIDv7()
        let (attachment, pieces) = try Attachment.cut(
            try ImageFile.png(of: image), type: "image/png", of: identifier)
        let facts = HitFacts(
            identifier: identifier, correlation: UUIDv7(), time: Timestamp(Date()),
            capture: .init(device: device.station.device, officer: "7", purpose: "entry"),
            search: .init(generations: [:], result: .red, candidates: []))
        let sample = HitSample.Facts(
            kind: "finger", quality: 50, deviceName: "platen", deviceModel: "test", time: facts.time,
            templateFormat: .ridgeline1, frame: .init(width: 4000, height: 3000, pixelsPerInch: 1000),
            picture: ProbePicture(left: 100, top: 200, width: 1500, height: 1400, attachment: attachment))
        let hit = try HitMessage(facts: facts, samples: [HitSample(facts: sample, template: WipingBytes([]))])
        func item(_ kind: ItemKind, _ identifier: UUIDv7, _ bytes: WipingBytes) throws -> SealedItem {
            SealedItem(
                identifier: identifier, kind: kind, created: facts.time,
                bytes: Data(try device.station.seal(bytes, item: identifier)))
        }
        try await device.outbox.enqueue(
            [try item(.hit, identifier, hit.encoded())]
                + zip(attachment.pieces, pieces).map { try item(.attachment, $0, $1.encoded()) })
    }

    /// Of all that the hub holds, in the order it came.
    private static func kinds(_ hub: Hub) async throws -> [ItemKind] {
        var all: [(Int64, ItemKind)] = []
        for kind in ItemKind.allCases {
            var last: Int64 = 0
            while let item = try await hub.items.next(kind, after: last) {
                last = item.sequence
                all.append((last, kind))
            }
        }
        return all.sorted { $0.0 < $1.0 }.map(\.1)
    }

    private static func pictures(_ hub: Hub) async throws -> [ReceivedPicture] {
        var found: [ReceivedPicture] = []
        try await hub.forEachHit { found += $0.pictures.compactMap(\.self) }
        return found
    }
}
