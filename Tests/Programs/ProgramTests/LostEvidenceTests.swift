import ArgumentParser
import CaseMessages
import DeviceIdentity
import DeviceSettings
import Evidence
import Foundation
import Ground
import Link
import Operations
import Testing

@testable import Hub
@testable import Station
@testable import ridgeline
@testable import ridgelined

/// What page, `ridgeline status`, `ridgeline audit verify` and the hub say of a chain of evidence that was lost.
@Suite("A chain of evidence that was lost while the station was down", .timeLimit(.minutes(20)))
struct LostEvidenceTests {
    struct Loss: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What the chain's own check says before the station is started again.
        let before: Verdict
        /// Whether the page, the answers and `status` say so after the start, until a person has looked.
        var isSaid = true
        let hub: Set<DeviceAlarm.Kind>
        let work: @Sendable (Chain) throws -> Void

        init(
            _ name: String, before: Verdict, isSaid: Bool = true, hub: Set<DeviceAlarm.Kind>,
            _ work: @escaping @Sendable (Chain) throws -> Void
        ) {
            (testDescription, self.before, self.isSaid, self.hub, self.work) = (name, before, isSaid, hub, work)
        }
    }

    enum Verdict { case whole, broken, missing, foreign }

    /// The chain and its anchor, on the device and as they were some runs before.
    struct Chain: Sendable {
        let folder, anchor, earlier, earlierAnchor: URL
        var files: [URL] { AuditVerification.files(in: folder) }

        func remove(_ urls: URL...) throws { for url in urls { try FileManager.default.removeItem(at: url) } }
        func putBack() throws {
            try remove(folder, anchor)
            try FileManager.default.copyItem(at: earlier, to: folder)
            try FileManager.default.copyItem(at: earlierAnchor, to: anchor)
        }
    }

    private static let losses = [
        Loss("nothing", before: .whole, isSaid: false, hub: []) { _ in },
        Loss("the folder", before: .missing, hub: [.damaged]) { try $0.remove($0.folder) },
        Loss("the files", before: .missing, hub: [.damaged]) { chain in try chain.files.forEach { try chain.remove($0) }
        },
        Loss("the files' content", before: .broken, hub: [.damaged]) {
            try $0.files.forEach { try Data().write(to: $0) }
        },
        Loss("the anchor", before: .broken, hub: [.damaged, .audit]) { try $0.remove($0.anchor) },
        Loss("both", before: .missing, hub: [.damaged, .audit]) { try $0.remove($0.folder, $0.anchor) },
        Loss("an older copy of the chain", before: .broken, hub: [.damaged]) { chain in
            let anchor = try Data(contentsOf: chain.anchor)
            try chain.putBack()
            try anchor.write(to: chain.anchor)
        },
        // Nothing on the device can tell it: the hub keeps the heads.
        Loss("an older copy of both", before: .whole, isSaid: false, hub: [.audit]) { try $0.putBack() },
        Loss("another device's anchor", before: .foreign, hub: [.damaged, .audit]) { chain in
            let own = try String(contentsOf: chain.anchor, encoding: .utf8)
            let code = try #require(own.firstMatch(of: /"code":"[0-9a-f]/)).0
            try Data(own.replacing(code, with: code.dropLast() + (code.last == "0" ? "1" : "0")).utf8).write(
                to: chain.anchor)
        },
    ]

    @Test("is said at the station until a person has looked, or at the hub", arguments: losses)
    func lost(loss: Loss) async throws {
        try await BorderPost.with(listed: 1) { post in
            let station = post.state.station
            let chain = Chain(
                folder: station.audit, anchor: station.auditAnchor, earlier: post.folder.appending(path: "earlier"),
                earlierAnchor: post.folder.appending(path: "earlier.json"))
            try await run(post)
            try FileManager.default.copyItem(at: chain.folder, to: chain.earlier)
            try FileManager.default.copyItem(at: chain.anchor, to: chain.earlierAnchor)
            for _ in 0..<2 { try await run(post) }
            try await tell(post, damaged: [])
            #expect(try await post.hub.devices().flatMap(\.alarms).isEmpty)

            try loss.work(chain)
            #expect(verdict(post) == loss.before)
            let alarms = try await run(post)
            #expect(alarms.map(\.code.rawValue) == (loss.isSaid ? ["audit.begunAnew"] : []))
            #expect(alarms.allSatisfy { $0.part.isSetAside })
            #expect(verdict(post) == .whole)
            let report = await DeviceReport.collect(
                post.state, station: try post.assembly().settings, link: try Settings<LinkSettings>(file: nil))
            #expect(report.problems.contains { $0.contains("audit.begunAnew") } == loss.isSaid)
            #expect((report.audit?.begunAnew != nil) == loss.isSaid)
            let options = try AuditLogOptions.parse(["--state", post.state.root.path])
            #expect((try options.setAside != nil) == loss.isSaid)
            try await tell(post, damaged: alarms.map(\.code.rawValue))
            #expect(try await Set(post.hub.devices().flatMap(\.alarms).map(\.kind)) == loss.hub)

            let aside = try FileManager.default.contentsOfDirectory(
                at: chain.folder.deletingLastPathComponent(), includingPropertiesForKeys: nil
            ).filter { $0.lastPathComponent.hasPrefix("audit.damaged-") }
            #expect(aside.count == (loss.isSaid ? 1 : 0))
            for file in aside { try FileManager.default.removeItem(at: file) }
            #expect(try await run(post).isEmpty)
            #expect(try options.setAside == nil)
        }
    }

    /// - Returns: the alarms on the page.
    @discardableResult
    private func run(_ post: BorderPost) async throws -> [Alarm] {
        var alarms: [Alarm] = []
        try await post.running { station in
            alarms = try await station.screen { $0.reader.name == .ready }.alarms
        }
        return alarms
    }

    /// What the link would tell the hub.
    private func tell(_ post: BorderPost, damaged: [String]) async throws {
        let anchor = try WireJSON.load(
            AuditAnchor.self, from: post.state.station.auditAnchor, limit: AuditAnchor.limit)
        let health = HealthReport(
            software: "1", generations: [:], queueDepth: 0, oldestItem: nil, state: "ready", auditHead: anchor.head,
            damaged: damaged.isEmpty ? nil : damaged)
        _ = try await post.hub.note(health, of: post.device)
    }

    private func verdict(_ post: BorderPost) -> Verdict? {
        do { return try AuditReport.verify(post.state).broken == nil ? .whole : .broken } catch {
            return [.init("audit.missing"): .missing, .init("audit.anchor"): .foreign][error.code]
        }
    }
}
