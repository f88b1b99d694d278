import CaseMessages
import CollectingLog
import Foundation
import Ground
import Outbox
import Testing

@testable import DeviceIdentity
@testable import Station

@Suite("What ends an open hit")
struct OpenHitTests {
    private func inState(_ body: (StationState, Outbox, OpenHit, CollectingLog) async throws -> Void) async throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "open-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: root) }
        let state = StateDirectory(root).station
        try state.prepare()
        let (outbox, log) = (try Outbox(state.outbox), CollectingLog())
        try await body(state, outbox, OpenHit(state.openHit, outbox: outbox, logger: log.logger), log)
    }

    private func item() -> SealedItem {
        SealedItem(identifier: UUIDv7(), kind: .hit, created: Timestamp(milliseconds: 1000), bytes: Data([1, 2, 3]))
    }

    @Test("is set aside where it is damaged, which is said until it is taken away", arguments: ["", "{}", "x"])
    func damaged(content: String) async throws {
        try await inState { state, outbox, open, log in
            try Data(content.utf8).write(to: state.openHit)
            await open.sendInterrupted()
            #expect(log.messages == ["open hit set aside"])
            let alarm = try #require(SetAside.alarms(in: state).first)
            #expect(alarm.part == .damagedOpenHit && alarm.code.rawValue == "state.setAside" && alarm.part.isSetAside)
            #expect(alarm.message.contains("open-hit.json.damaged-"))
            #expect(try await outbox.status().depth == 0)
            await open.sendInterrupted()
            #expect(log.messages.count == 1, "another start finds nothing more")
        }
    }

    @Test("and cannot be kept is said in the journal")
    func notKept() async throws {
        try await inState { state, outbox, _, log in
            let nowhere = state.openHit.deletingLastPathComponent().appending(path: "gone/open-hit.json")
            await OpenHit(nowhere, outbox: outbox, logger: log.logger).keep { item() }
            #expect(log.messages == ["what ends an open hit could not be kept"])
            #expect(log.whole.allSatisfy { $0.contains("[disk.") })
        }
    }

    @Test("and cannot be sealed is said in the journal, and what was kept before stays")
    func notSealed() async throws {
        try await inState { state, outbox, open, log in
            await open.keep { item() }
            await open.keep { () throws(Fault) in throw Fault(.init("hit.invalid"), "for a test") }
            #expect(log.whole.count == 1 && log.whole.allSatisfy { $0.contains("hit.invalid") })
            await open.sendInterrupted()
            let depth = try await outbox.status().depth
            #expect(depth == 1)
        }
    }

    @Test("and could not be queued at the start is queued before another takes its place, and is not taken for it")
    func left() async throws {
        try await inState { state, outbox, open, log in
            let (first, second) = (item(), item())
            await open.keep { first }
            open.clear(second.identifier)
            await open.keep { second }
            let queued = try OutboxReader(state.outbox).waiting(limit: 9)
            #expect(queued == [first.identifier])
            open.clear(second.identifier)
            await open.sendInterrupted()
            #expect(try await outbox.status().depth == 1 && log.messages.isEmpty)
        }
    }

    @Test("is not queued where the hit that ends the encounter lies in the outbox")
    func queuedAlready() async throws {
        try await inState { state, outbox, open, log in
            let last = item()
            await open.keep { last }
            try await outbox.enqueue(
                SealedItem(identifier: last.identifier, kind: .hit, created: last.created, bytes: Data([4])))
            await open.sendInterrupted()
            #expect(try OutboxReader(state.outbox).item(last.identifier)?.bytes == Data([4]))
            #expect(access(state.openHit.path, F_OK) != 0 && log.messages.isEmpty)
        }
    }
}
