import ArgumentParser
import CaseMessages
import DeviceIdentity
import Foundation
import Ground
import Imaging
import Outbox
import Station
import Testing

@testable import Hub
@testable import ridgeline_hub

@Suite("ridgeline-hub hits --export", .timeLimit(.minutes(20)))
struct HitExportTests {
    @Test("writes every hit that can be written, whatever is wrong with those before it, and says that not all were")
    func isolated() async throws {
        try await BorderPost.with(listed: 1) { post in
            try await post.running { station in
                _ = try await station.screen { $0.lists != nil }
                for impression in 2...4 {
                    _ = try await station.verdict(on: BorderPost.print(1, impression: impression))
                }
            }
            let outbox = try OutboxReader(post.state.link.outbox)
            let hits = try outbox.waiting(limit: 9)
            try #require(hits.count == 3)
            // The first is not what it says it is; the second has no place in the folder; the third is in order.
            let garbage = ItemBatch.Entry(identifier: UUIDv7(), kind: ItemKind.hit.number, bytes: Data("garbage".utf8))
            let sealed = try hits.map { ItemBatch.Entry(try #require(try outbox.item($0))) }
            let outcomes = try await post.hub.receive(ItemBatch([garbage] + sealed), from: post.device)
            try #require(outcomes.allSatisfy { $0.receipt != nil })
            let export = post.folder.appending(path: "cases")
            let blocked = export.appending(path: "\(post.device).\(hits[0]).json/x")
            try FileManager.default.createDirectory(at: blocked, withIntermediateDirectories: true)

            let command = try Hits.parse(["--data", post.folder.appending(path: "hub").path, "--export", export.path])
            await #expect(throws: ExitCode(1)) { try await command.run() }
            for hit in hits.dropFirst() {
                for ending in ["json", "png", "template"] {
                    let file = export.appending(path: "\(post.device).\(hit).\(ending)")
                    #expect(FileManager.default.fileExists(atPath: file.path), "\(file.lastPathComponent)")
                }
            }

            // With the place free nothing is left out but what cannot be opened, which is no failure of the export.
            try FileManager.default.removeItem(at: blocked.deletingLastPathComponent())
            try await command.run()
            let first = export.appending(path: "\(post.device).\(hits[0]).json")
            #expect(FileManager.default.fileExists(atPath: first.path))
        }
    }

    @Test("keeps the hits of two devices apart that give them one identifier, and never overwrites another's file")
    func sameIdentifier() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "export-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let export = try HitExport(folder: folder)
        let identifier = UUIDv7()
        func hit(_ device: UUIDv7, _ template: [UInt8]) throws -> ReceivedHit {
            let item = Item(
                sequence: 1, device: device, identifier: identifier, received: Timestamp(milliseconds: 0), body: Data(),
                state: .opened)
            let facts = HitFacts(
                identifier: identifier, correlation: UUIDv7(), time: Timestamp(milliseconds: 0),
                capture: .init(device: "\(device)", officer: "7", purpose: "entry"),
                search: .init(generations: [:], result: .red, candidates: []))
            let sample = HitSample.Facts(
                kind: "finger", quality: 50, deviceName: "r", deviceModel: "m", time: facts.time,
                templateFormat: .ridgeline1, frame: .init(width: 2, height: 1, pixelsPerInch: 500))
            let message = try HitMessage(
                facts: facts,
                samples: [HitSample(facts: sample, picture: WipingBytes([1, 2]), template: WipingBytes(template))])
            return ReceivedHit(item, .opened, message, nil)
        }
        let (one, two) = (UUIDv7(), UUIDv7())
        let hits = [try hit(one, [1]), try hit(two, [2])]
        // The second time nothing changes.
        for _ in 0..<2 { for hit in hits { try export.write(hit) } }
        for (device, template) in [(one, [1]), (two, [2])] as [(UUIDv7, [UInt8])] {
            let file = folder.appending(path: "\(device).\(identifier).template")
            #expect(try Data(contentsOf: file) == Data(template))
        }
        // Also what is longer, or shorter.
        for template in [[9], [9, 9], []] as [[UInt8]] {
            var other = try hit(one, template)
            other.pictures = [nil]
            try FileManager.default.removeItem(at: folder.appending(path: "\(one).\(identifier).json"))
            #expect(throws: Fault(.init("hits.other"), "")) { try export.write(other) }
        }
        #expect(try Data(contentsOf: folder.appending(path: "\(one).\(identifier).template")) == Data([1]))
    }

    @Test("says in a file of its own why there is no picture, and puts the picture in its place once it is whole")
    func noPicture() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "export-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let item = Item(
            sequence: 1, device: UUIDv7(), identifier: UUIDv7(), received: Timestamp(milliseconds: 0), body: Data(),
            state: .opened)
        let facts = HitFacts(
            identifier: item.identifier, correlation: UUIDv7(), time: Timestamp(milliseconds: 0),
            capture: .init(device: "gate-7", officer: "7", purpose: "entry"),
            search: .init(generations: [:], result: .red, candidates: []))
        func sample(_ kind: String, _ picture: [UInt8]) -> HitSample {
            HitSample(
                facts: HitSample.Facts(
                    kind: kind, quality: 50, deviceName: "r", deviceModel: "m", time: facts.time,
                    templateFormat: .ridgeline1,
                    frame: kind == "finger" ? .init(width: 2, height: 1, pixelsPerInch: 500) : nil),
                picture: WipingBytes(picture), template: WipingBytes(Array(kind.utf8)))
        }
        let message = try HitMessage(facts: facts, samples: [sample("finger", [1, 2]), sample("gait", [3])])
        var hit = ReceivedHit(item, .opened, message, nil)
        let export = try HitExport(folder: folder)
        func file(_ ending: String, _ number: String = "") -> URL {
            folder.appending(path: "\(item.device).\(item.identifier)\(number).\(ending)")
        }

        hit.pictures = [.incomplete(missing: 2, of: 5), .unread(message.samples[1].picture)]
        try export.write(hit)
        #expect(
            try String(contentsOf: file("no-picture.txt"), encoding: .utf8)
                == "the picture is not whole: 2 of its 5 pieces are not here yet\n")
        #expect(!FileManager.default.fileExists(atPath: file("png").path))
        #expect(try Data(contentsOf: file("picture", "-2")) == Data([3]))
        #expect(try Data(contentsOf: file("template", "-2")) == Data("gait".utf8))
        hit.pictures[0] = .whole(GrayImage(width: 2, height: 1, pixelsPerInch: 500, pixels: [1, 2]))
        try export.write(hit)
        #expect(!FileManager.default.fileExists(atPath: file("no-picture.txt").path))
        #expect(try ImageFile.read(file("png"))[1, 0] == 2)
    }
}
