import CaseMessages
import DeviceIdentity
import DeviceSettings
import Foundation
import Ground
import Link
import LoopbackPorts
import Operations
import Outbox
import Testing

@testable import Hub
@testable import ridgeline

@Suite("What status and self-test say of the link and of what it should have done", .timeLimit(.minutes(5)))
struct LinkAnswerTests {
    private func report(_ post: BorderPost) async throws -> DeviceReport {
        let settings = ["RIDGELINED_KIOSK_PORT": "\(LoopbackPorts.free())"]
        return await DeviceReport.collect(
            post.state, station: try Settings<StationSettings>(file: nil, environment: settings),
            link: try Settings<LinkSettings>(file: nil, environment: [:]))
    }

    @Test("is that it runs while it holds its lock, and what to do where it does not")
    func lock() async throws {
        try await BorderPost.with(listed: 1) { post in
            let link = post.state.link
            try link.prepare()
            for _ in 1...2 {
                let stopped = try await report(post)
                #expect(stopped.link?.state == .stopped && !stopped.isHealthy)
                #expect(stopped.problems.contains { $0.contains("systemctl start ridgeline-link") })
                #expect(LinkAnswer(link).finding.outcome == .failed)
                #expect(LinkAnswer(link).finding.code == .init("link.away"))
                let held = try await link.hold()
                let running = try await report(post)
                #expect(running.link?.state == .running && !running.problems.contains { $0.contains("ridgeline-link") })
                #expect(LinkAnswer(link).finding.outcome == .good)
                #expect(running.text().contains("link              running"))
                held.release()
            }
        }
    }

    @Test("is that it cannot be told, and no failure, where the lock cannot be looked at")
    func unknown() throws {
        let state = StateDirectory(FileManager.default.temporaryDirectory.appending(path: "link-\(UUIDv7())"))
        defer { try? FileManager.default.removeItem(at: state.root) }
        try FileManager.default.createDirectory(at: state.root, withIntermediateDirectories: true)
        // As for a user who may not look into the folder: root may look into each.
        try Data().write(to: state.root.appending(path: "link"))
        #expect(LinkAnswer(state.link).state == .unknown)
        #expect(LinkAnswer(state.link).finding.outcome == .skipped)
    }

    @Test(
        "is how long an item has waited that should not have",
        arguments: [(0, nil), (599, nil), (601, 10), (7205, 120), (-86_400, nil)] as [(Int, Int?)])
    func waiting(seconds: Int, minutes: Int?) throws {
        let oldest = try #require(Timestamp("2026-11-30T10:00:00.000Z"))
        let wait = LongWait(oldest, now: oldest.date + Double(seconds))
        #expect(wait?.words.contains("for \(minutes ?? 0) minutes") == (minutes == nil ? nil : true))
        #expect(LongWait(nil, now: oldest.date) == nil)
    }

    @Test("where it waits though the hub lets the device in is a warning, and at any hub a problem of status")
    func outbox() async throws {
        try await BorderPost.with(listed: 1) { post in
            let now = Date()
            try post.state.station.prepare()
            let outbox = try Outbox(post.state.station.outbox)
            let (open, away) = (
                DiskChecks(state: post.state, now: now, isHubOpen: true),
                DiskChecks(state: post.state, now: now, isHubOpen: false)
            )
            for (age, isLong) in [(60.0, false), (3600, true)] {
                let created = Timestamp(now - age)
                try await outbox.enqueue(
                    SealedItem(identifier: UUIDv7(), kind: .hit, created: created, bytes: Data([1])))
                #expect(try #require(await finding(open)).outcome == (isLong ? .warning : .good))
                #expect(try #require(await finding(away)).outcome == .good)
                let problems = try await report(post).problems.filter { $0.contains("waited for") }
                #expect(problems.count == (isLong ? 1 : 0), "\(problems)")
            }
        }
    }

    private func finding(_ checks: DiskChecks) async -> Finding? {
        await checks.findings().first { $0.check == "outbox" }
    }

    @Test("is of a revoked device that its lists are out of force, whatever their metadata say")
    func revoked() async throws {
        try await BorderPost.with(listed: 1) { post in
            let lists = ListChecks(state: post.state, now: Date())
            #expect(await lists.findings().map(\.code) == [.init("list.none")])
            let notice = try RevocationNotice(
                device: "\(post.device)", revoked: Timestamp(Date()), signedBy: post.hub.receiptKey)
            for file in [post.state.link.incomingRevocation, post.state.station.revocation] {
                try DurableFile.write(try WireJSON.encode(notice), to: file)
                let findings = await lists.findings()
                #expect(findings.map(\.code) == [.init("hub.revoked")] && findings[0].outcome == .failed)
                try DurableFile.remove(file)
            }
        }
    }

    @Test("is in words that nothing listens on the port, at once")
    func otherPort() async throws {
        try await BorderPost.with(listed: 1) { post in
            try await post.running { _ in
                let said = try await report(post).problems.filter { $0.contains("station.away") }
                #expect(said.count == 1)
                #expect(said.allSatisfy { $0.contains("set to another") && !$0.contains("errno") }, "\(said)")
            }
        }
    }
}
