import CaseMessages
import CollectingLog
import Evidence
import Foundation
import Ground
import Identification
import Outbox
import Pauses
import Testing
import Watchlist

@testable import DeviceIdentity
@testable import Station

@Suite("Damaged parts of the state")
struct SetAsideTests {
    func inState(_ body: (StationState) async throws -> Void) async throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "aside-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: root) }
        let state = StateDirectory(root).station
        try state.prepare()
        try await body(state)
    }

    func open(_ state: StationState) throws -> Outbox {
        try SetAside.openOutbox(
            in: state, now: Timestamp(milliseconds: 1_700_000_000_000), logger: CollectingLog().logger)
    }

    @Test(
        "An outbox that is damaged is set aside with its log, another takes hits, and it is said until it is taken away",
        arguments: [0, 100, 4096, 16_384])
    func outbox(offset: Int) async throws {
        try await inState { state in
            do {
                let outbox = try open(state)
                for number in 0..<40 {
                    try await outbox.enqueue(
                        SealedItem(
                            identifier: UUIDv7(), kind: .hit, created: Timestamp(milliseconds: 1000),
                            bytes: Data(repeating: UInt8(number), count: 3000)))
                }
                try await outbox.overwrite()
            }
            #expect(SetAside.alarms(in: state).isEmpty)
            // The pages themselves, not their log.
            do { _ = try open(state) }
            var data = try Data(contentsOf: state.outbox)
            try #require(data.count > offset + 64)
            for index in offset..<offset + 64 { data[index] = 0xA5 }
            try data.write(to: state.outbox)
            let outbox = try open(state)
            #expect(try await outbox.status().depth == 0)
            let alarm = try #require(SetAside.alarms(in: state).first)
            #expect(alarm.part == .damagedOutbox && alarm.code.rawValue == "state.setAside")
            #expect(alarm.message.contains("outbox.sqlite.damaged-20231114T221320000 "))
            let aside = URL(filePath: state.outbox.path + ".damaged-20231114T221320000")
            let kept = try Data(contentsOf: aside)
            // SQLite may have brought its log into it.
            #expect(kept.count >= data.count)
            try FileManager.default.removeItem(at: aside)
            try? FileManager.default.removeItem(atPath: aside.path + "-wal")
            try? FileManager.default.removeItem(atPath: aside.path + "-shm")
            #expect(SetAside.alarms(in: state).isEmpty)
        }
    }

    @Test(
        "A notice of list keys that is damaged is set aside, and the keys of the enrolment serve",
        arguments: ["", "{}"])
    func listKeys(content: String) async throws {
        let border = try await Border()
        defer { try? FileManager.default.removeItem(at: border.folder) }
        try Data(content.utf8).write(to: border.state.station.listKeys)
        let ring = ListKeyRing(identity: border.identity, state: border.state.station)
        #expect(try ring.keys().map(\.identifier) == ["k1"])
        #expect(SetAside.alarms(in: border.state.station).map(\.part) == [.damagedListKeys])
        #expect(try ring.keys().map(\.identifier) == ["k1"])
    }

    @Test("What lies set aside is an alarm and a doubt until it is moved away, without a restart")
    func movedAway() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        let aside = URL(filePath: border.state.station.listKeys.path + ".damaged-20231114T221320000")
        try Data("{".utf8).write(to: aside)
        let pauses = Pauses()
        let watch = SetAsideWatch(
            border.state.station, announcer: border.announcer, logger: border.log.logger, sleep: pauses.sleep)
        let service = Task { try await watch.run() }
        defer { service.cancel() }
        var pause = await pauses.next()
        pause = await pauses.round(pause)
        #expect(border.announcer.screen.alarms.map(\.part) == [.damagedListKeys])
        #expect(border.log.messages.count { $0.contains("set aside") } == 1)
        try await border.open {
            let doubtful = try await border.present(border.print(2, impression: 2)).verdict
            #expect(doubtful.doubts == [.setAside])
            border.announcer.announce(.alarm(Alarm(.clock, Fault(.init("clock.behind"), "is behind"))))
            try FileManager.default.removeItem(at: aside)
            pause = await pauses.round(pause)
            #expect(border.announcer.screen.alarms.map(\.part) == [.clock])
            let mended = try await border.present(border.print(2, impression: 2)).verdict
            #expect(mended.colour == .green && mended.doubts == [])
        }
    }

    @Test("While a part lies set aside, answers are given all the same, and carry a doubt")
    func doubt() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        try await border.open {
            border.announcer.announce(.alarm(Alarm(.damagedOutbox, Fault(.init("state.setAside"), "was damaged"))))
            let verdict = try await border.present(border.print(1, impression: 2)).verdict
            #expect(verdict.colour == .red && verdict.doubts == [.setAside] && verdict.item != nil)
        }
    }

    @Test("An answer that cannot be recorded says so, and the page shows why until one can")
    func notRecorded() async throws {
        let border = try await Border(purpose: String(repeating: "p", count: 20_000))
        try await border.publish(adding: [1])
        try await border.open {
            let verdict = try await border.present(border.print(1, impression: 2)).verdict
            #expect(verdict.doubts.contains(.notRecorded))
            #expect(border.announcer.screen.alarms.map(\.code.rawValue) == ["audit.tooLarge"])
            try await border.recorder.change(officer: "officer-8")
            #expect(border.announcer.screen.alarms.isEmpty)
        }
    }
}
