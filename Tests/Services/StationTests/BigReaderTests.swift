import Capture
import CaseMessages
import CollectingLog
import DeviceIdentity
import Foundation
import Ground
import Identification
import Imaging
import Outbox
import Testing

@testable import Station

@Suite("A reader with a large platen", .timeLimit(.minutes(20)))
struct BigReaderTests {
    private static let policy: StationPolicy = {
        var policy = StationPolicy(decision: .standard, searchThreads: 1, minimumQuality: 0)
        policy.acquisition.attempts = 1
        return policy
    }()

    /// A hit as the centre finds it, with the items that bring its picture.
    private struct Opened {
        let message: HitMessage
        let pieces: [AttachmentPiece]

        /// Everything that waits in the outbox is to be one hit's.
        init(_ border: Border, _ verdict: Verdict) throws {
            let reader = try OutboxReader(border.state.station.outbox)
            var opened = try reader.waiting(limit: 100).map { identifier in
                let item = try #require(try reader.item(identifier))
                let context = StationIdentity.context(device: "post-7", item: identifier)
                return (item, try border.hubKey.open(item.bytes, for: .item, authenticating: context))
            }
            let first = opened.removeFirst()
            #expect(first.0.kind == .hit && first.0.identifier == verdict.item)
            message = try HitMessage(decoding: first.1)
            #expect(opened.map(\.0.identifier) == message.samples[0].facts.picture?.attachment?.pieces ?? [])
            #expect(opened.allSatisfy { $0.0.kind == .attachment })
            pieces = try opened.map { try AttachmentPiece(decoding: $0.1) }
        }

        /// The picture, and whether it is what lay there on the glass.
        func isExact(on glass: GrayImage) throws -> Bool {
            let said = try #require(message.samples[0].facts.picture)
            let png = try said.attachment?.joined(pieces, of: message.facts.identifier) ?? message.samples[0].picture
            let picture = try ImageFile.read(png)
            let expected = glass.window(x: said.left, y: said.top, width: said.width, height: said.height)
            #expect(picture.width == said.width && picture.height == said.height)
            return picture.withPixels { one in expected.withPixels { one.elementsEqual($0) } }
        }
    }

    /// Empty glass with prints on it.
    private static func glass(
        _ width: Int, _ height: Int, _ pixelsPerInch: Double, noise: Bool, prints: [(GrayImage, x: Int, y: Int)]
    ) -> GrayImage {
        var random = SystemRandomNumberGenerator()
        let specks = (0..<1 << 20).map { _ in noise ? UInt8.random(in: 248...255, using: &random) : 255 }
        return GrayImage(width: width, height: height, pixelsPerInch: pixelsPerInch) { target in
            for row in 0..<height {
                let from = Int.random(in: 0...specks.count - width, using: &random)
                _ = target[(row * width)...].update(fromContentsOf: specks[from..<from + width])
            }
            for (print, x, y) in prints {
                print.withPixels { pixels in
                    for row in 0..<print.height {
                        _ = target[((y + row) * width + x)...].update(
                            fromContentsOf: pixels[row * print.width..<(row + 1) * print.width])
                    }
                }
            }
        }
    }

    private func verdict(_ border: Border, _ platen: Platen, _ glass: GrayImage) async throws -> Verdict {
        platen.lay(glass)
        let screen = await border.screen { if case .verdict = $0.stage { true } else { false } }
        guard case .verdict(let verdict)? = screen?.stage else {
            throw Fault(.init("test.silence"), "the station stopped without a verdict")
        }
        return verdict
    }

    @Test(
        "gives a hit with the print as it lay there, cut out exactly",
        arguments: [(3000, 4000, 500.0, true), (4096, 4096, 1200, false), (8000, 8000, 1000, false)])
    func cut(width: Int, height: Int, pixelsPerInch: Double, noise: Bool) async throws {
        let platen = Platen(width: width, height: height, pixelsPerInch: pixelsPerInch)
        let border = try await Border(policy: Self.policy, reader: platen)
        try await border.publish(adding: [1])
        let print = try border.print(1, impression: 2).stated(pixelsPerInch: 500)
            .resampled(toPixelsPerInch: pixelsPerInch)
        let glass = Self.glass(
            width, height, pixelsPerInch, noise: noise,
            prints: [(print, x: width - print.width - 40, y: height / 3)])
        try await border.open {
            let verdict = try await verdict(border, platen, glass)
            #expect(verdict.colour == .red && verdict.doubts == [])
            let opened = try Opened(border, verdict)
            #expect(try opened.isExact(on: glass))
            let probe = opened.message.samples[0].facts
            #expect(probe.frame == .init(width: width, height: height, pixelsPerInch: pixelsPerInch))
            let said = try #require(probe.picture)
            #expect(said.isEnclosed && said.left > width / 2 && said.width < print.width + Int(0.3 * pixelsPerInch))
        }
    }

    @Test("gives a hit whose picture follows in pieces where the hit cannot hold it")
    func follows() async throws {
        let platen = Platen(width: 3000, height: 4000, pixelsPerInch: 500)
        let border = try await Border(policy: Self.policy, reader: platen)
        try await border.publish(adding: [1])
        let glass = Self.corners(border)
        try await border.open {
            let verdict = try await verdict(border, platen, glass)
            #expect(verdict.item != nil && verdict.doubts.allSatisfy { $0 != .notQueued })
            let opened = try Opened(border, verdict)
            #expect(opened.message.samples[0].picture.count == 0 && opened.pieces.count > 3)
            #expect(try opened.isExact(on: glass))
        }
    }

    @Test("gives the hit alone where the outbox has no room for its picture, and hit and journal say so")
    func leftOut() async throws {
        let platen = Platen(width: 3000, height: 4000, pixelsPerInch: 500)
        let border = try await Border(
            policy: Self.policy, limits: OutboxLimits(bytes: 4 << 20, items: 100), reader: platen)
        try await border.publish(adding: [1])
        try await border.open {
            let verdict = try await verdict(border, platen, Self.corners(border))
            #expect(verdict.item != nil && verdict.doubts.allSatisfy { $0 != .notQueued })
            let opened = try Opened(border, verdict)
            #expect(opened.pieces.isEmpty && opened.message.samples[0].picture.count == 0)
            #expect(opened.message.samples[0].facts.picture?.leftOut == "outbox.full")
            #expect(border.log.messages.contains("hit queued without its picture"))
        }
    }

    /// The same print in two corners of noise, so that all of the glass between them is the picture.
    private static func corners(_ border: Border) -> GrayImage {
        let print = border.print(1, impression: 2)
        return glass(
            3000, 4000, 500, noise: true,
            prints: [(print, x: 10, y: 10), (print, x: 2990 - print.width, y: 3990 - print.height)])
    }
}
