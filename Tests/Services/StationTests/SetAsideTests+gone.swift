import CaseMessages
import CollectingLog
import Foundation
import Ground
import Outbox
import Testing

@testable import DeviceIdentity
@testable import Station

extension SetAsideTests {
    private func hit() -> SealedItem {
        SealedItem(
            identifier: UUIDv7(), kind: .hit, created: Timestamp(milliseconds: 1000), bytes: Data("sealed".utf8))
    }

    @Test("Hits that are gone with the outbox are an alarm that counts them, and a doubt, until it is moved away")
    func lostItems() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        let state = border.state.station
        do {
            let outbox = try open(state)
            for _ in 0..<3 { try await outbox.enqueue(hit()) }
        }
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: state.outbox.path + end) }
        do { _ = try open(state) }
        let watch = SetAsideWatch(state, announcer: border.announcer, logger: border.log.logger)
        watch.look()
        let alarm = try #require(border.announcer.screen.alarms.first)
        #expect(alarm.part == .lostItems && alarm.code.rawValue == "outbox.lost")
        #expect(alarm.message.contains("queued.damaged-20231114T221320000: 3 items "))
        try await border.open {
            let verdict = try await border.present(border.print(2, impression: 2)).verdict
            #expect(verdict.doubts == [.setAside])
            try FileManager.default.removeItem(atPath: state.queued.path + ".damaged-20231114T221320000")
            watch.look()
            #expect(border.announcer.screen.alarms.isEmpty)
        }
    }

    @Test("An outbox that is a folder or a pipe is set aside, and another takes hits", arguments: [true, false])
    func noFile(isPipe: Bool) async throws {
        try await inState { state in
            do { try await open(state).enqueue(hit()) }
            try FileManager.default.removeItem(at: state.outbox)
            if isPipe {
                #expect(mkfifo(state.outbox.path, 0o600) == 0)
            } else {
                try FileManager.default.createDirectory(at: state.outbox, withIntermediateDirectories: false)
            }
            #expect(try await open(state).enqueue(hit()).depth == 1)
            #expect(SetAside.alarms(in: state).map(\.part) == [.damagedOutbox])
        }
    }

    @Test(
        "Verified metadata that are damaged or gone are an alarm until it is moved away, and lists are taken all the same",
        arguments: ["timestamp", "snapshot", "targets", "root"], ["emptied", "altered", "gone", "folder", "pipe"])
    func trust(role: String, what: String) async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        let state = border.state.station
        let file = state.trust.appending(path: "\(role).json")
        func check() {
            SetAside.checkTrust(
                in: state, root: border.identity.trustedRoot, now: Timestamp(milliseconds: 1_700_000_000_000),
                logger: border.log.logger)
        }
        check()
        #expect(SetAside.alarms(in: state).isEmpty)
        switch what {
        case "emptied": try Data().write(to: file)
        case "altered":
            let text = try String(contentsOf: file, encoding: .utf8)
            try Data(text.replacing("spec_version", with: "spec_versiom").utf8).write(to: file)
        default:
            try FileManager.default.removeItem(at: file)
            if what == "folder" {
                try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
            }
            if what == "pipe" { #expect(mkfifo(file.path, 0o600) == 0) }
        }
        check()
        let alarm = try #require(SetAside.alarms(in: state).first)
        #expect(alarm.part == .damagedTrust && alarm.code.rawValue == "state.setAside")
        #expect(alarm.message.contains("\(role).json.damaged-20231114T221320000 "))
        // Not said again while it is not fetched.
        check()
        #expect(SetAside.alarms(in: state).count == 1)
        try await border.publish(adding: [2])
        try FileManager.default.removeItem(atPath: file.path + ".damaged-20231114T221320000")
        check()
        #expect(SetAside.alarms(in: state).isEmpty)
    }

    @Test(
        "Of a chain that was set aside it says that no record is here any more only where that is so",
        arguments: [("file", true), ("empty folder", true), ("folder", false), ("link", false), ("pipe", false)])
    func chain(what: String, isGone: Bool) async throws {
        try await inState { state in
            let aside = URL(filePath: state.audit.path + ".damaged-20231114T221320000")
            switch what {
            case "file": try Data().write(to: aside)
            case "link": try #require(symlink("/nonexistent/audit", aside.path) == 0)
            case "pipe": try #require(mkfifo(aside.path, 0o600) == 0)
            default:
                try FileManager.default.createDirectory(at: aside, withIntermediateDirectories: false)
                if what == "folder" { try Data("{}".utf8).write(to: aside.appending(path: "0000000001.log")) }
            }
            let message = try #require(SetAside.alarms(in: state).first).message
            #expect(message.contains("no record from before is here any more") == isGone)
        }
    }

    @Test("Where two are set aside, it says of the records that are here, whichever comes later")
    func chainAndMark() async throws {
        try await inState { state in
            let aside = URL(filePath: state.audit.path + ".damaged-20231114T221320000")
            try FileManager.default.createDirectory(at: aside, withIntermediateDirectories: false)
            try Data("{}".utf8).write(to: aside.appending(path: "0000000001.log"))
            try Data().write(to: URL(filePath: state.audit.path + ".damaged-20231114T221320001"))
            let message = try #require(SetAside.alarms(in: state).first).message
            #expect(!message.contains("no record from before is here any more"))
        }
    }

    @Test(
        "The folder of verified metadata that is gone, or a link to nowhere, is said, and stops no station",
        arguments: [true, false])
    func noTrust(isLink: Bool) async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        let state = border.state.station
        try FileManager.default.removeItem(at: state.trust)
        if isLink { #expect(symlink("/nonexistent/trust", state.trust.path) == 0) }
        SetAside.checkTrust(
            in: state, root: border.identity.trustedRoot, now: Timestamp(milliseconds: 1_700_000_000_000),
            logger: border.log.logger)
        #expect(border.log.whole.contains { $0.hasPrefix("verified metadata damaged or gone") })
        #expect(SetAside.alarms(in: state).map(\.part) == [.damagedTrust])
    }

    @Test("Of a book that was set aside and leads to the one in force, nothing is counted")
    func loopingBook() async throws {
        try await inState { state in
            do { try await open(state).enqueue(hit()) }
            try FileManager.default.removeItem(at: state.queued)
            try #require(symlink(state.queued.path, state.queued.path) == 0)
            _ = try open(state)
            let alarm = try #require(SetAside.alarms(in: state).first)
            #expect(alarm.part == .lostItems && alarm.message.contains("nobody knows whether items"))
        }
    }

    @Test(
        "An outbox whose log is a link to nowhere is set aside with it, and another takes hits",
        arguments: ["-wal", "-shm"])
    func noLog(end: String) async throws {
        try await inState { state in
            do { try await open(state).enqueue(hit()) }
            try? FileManager.default.removeItem(atPath: state.outbox.path + end)
            try #require(symlink("/nonexistent/disk", state.outbox.path + end) == 0)
            #expect(try await open(state).enqueue(hit()).depth == 1)
            #expect(SetAside.alarms(in: state).map(\.part) == [.damagedOutbox])
            #expect(DurableFile.isThere(URL(filePath: state.outbox.path + ".damaged-20231114T221320000" + end)))
        }
    }
}
