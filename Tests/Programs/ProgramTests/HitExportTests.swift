import ArgumentParser
import CaseMessages
import DeviceIdentity
import Foundation
import Ground
import Outbox
import Station
import Testing

@testable import Hub
@testable import ridgeline_hub

@Suite("ridgeline-hub hits --export", .timeLimit(.minutes(10)))
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
            let blocked = export.appending(path: "\(hits[0]).json/x")
            try FileManager.default.createDirectory(at: blocked, withIntermediateDirectories: true)

            let command = try Hits.parse(["--data", post.folder.appending(path: "hub").path, "--export", export.path])
            await #expect(throws: ExitCode(1)) { try await command.run() }
            for hit in hits.dropFirst() {
                for ending in ["json", "png", "template"] {
                    let file = export.appending(path: "\(hit).\(ending)")
                    #expect(FileManager.default.fileExists(atPath: file.path), "\(file.lastPathComponent)")
                }
            }

            // With the place free nothing is left out but what cannot be opened, which is no failure of the export.
            try FileManager.default.removeItem(at: blocked.deletingLastPathComponent())
            try await command.run()
            #expect(FileManager.default.fileExists(atPath: export.appending(path: "\(hits[0]).json").path))
        }
    }
}
