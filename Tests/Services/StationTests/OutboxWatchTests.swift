import CaseMessages
import CollectingLog
import Foundation
import Ground
import Outbox
import Pauses
import Testing

@testable import Station

@Suite("The watch over the outbox", .timeLimit(.minutes(20)))
struct OutboxWatchTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "outbox-watch-\(UUIDv7())")

    /// Runs the watch over an outbox for four items, while `body` fills it.
    private func watching(
        doubts: [String] = [], _ body: (Outbox, Pauses, Announcer, CollectingLog) async throws -> Void
    ) async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let outbox = try Outbox(folder.appending(path: "outbox.sqlite"), limits: OutboxLimits(items: 4))
        let (pauses, announcer, log) = (Pauses(), Announcer(), CollectingLog())
        let watch = OutboxWatch(
            outbox: outbox, announcer: announcer, doubts: doubts, logger: log.logger, sleep: pauses.sleep)
        let service = Task { try await watch.run() }
        defer { service.cancel() }
        try await body(outbox, pauses, announcer, log)
    }

    private func fill(_ outbox: Outbox, items: Int) async throws {
        for _ in 0..<items {
            let bytes = Data("sealed".utf8)
            try await outbox.enqueue(
                SealedItem(identifier: UUIDv7(), kind: .hit, created: Timestamp(Date()), bytes: bytes))
        }
    }

    @Test("says how full it is at the first look and when that changes, and an alarm once")
    func filling() async throws {
        try await watching { outbox, pauses, announcer, log in
            var pause = await pauses.next()
            #expect(pause.duration == .seconds(2))
            #expect(announcer.screen.outbox?.status.depth == 0)
            #expect(announcer.screen.outbox?.status.isFilling == false)
            #expect(announcer.screen.outbox?.doubts == [])
            try await fill(outbox, items: 4)
            for _ in 1...3 { pause = await pauses.round(pause) }
            #expect(announcer.screen.outbox?.status.depth == 4)
            #expect(announcer.screen.outbox?.status.isFilling == true)
            #expect(log.messages == ["outbox filling"])
        }
    }

    @Test("says what is wrong with the disk beneath it, to the journal and to the officer")
    func doubts() async throws {
        try await watching(doubts: ["the disk forgets"]) { _, pauses, announcer, log in
            _ = await pauses.next()
            #expect(log.messages == ["disk"])
            #expect(announcer.screen.outbox?.doubts == ["the disk forgets"])
        }
    }
}
