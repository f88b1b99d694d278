import DeviceIdentity
import Evidence
import Foundation
import Ground
import Identification
import Outbox
import Station
import Testing

@testable import ridgelined

@Suite("The station's process, as its settings build it", .timeLimit(.minutes(20)))
struct StationAssemblyTests {
    @Test("finds a listed traveller on the list that the link has left, keeps the hit, and lets the next one pass")
    func travellers() async throws {
        try await BorderPost.with(listed: 1) { post in
            try await post.running { station in
                #expect(station.announcer.screen.isEmulated && station.announcer.screen.officer == "officer-7")
                _ = try await station.screen { $0.lists != nil }
                let listed = try await station.verdict(on: BorderPost.print(1, impression: 2))
                #expect(listed.colour == .red && listed.matches.map(\.candidate.key.record) == ["anna"])
                let other = try await station.verdict(on: BorderPost.print(2, impression: 1))
                #expect(other.colour == .green && other.matches.isEmpty)
                #expect(try OutboxReader(post.state.link.outbox).waiting(limit: 9).count == 1)
            }
            // Whoever reads the chain afterwards finds both.
            let logs = AuditVerification.files(in: post.state.station.audit)
            let text = try logs.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
            #expect(text.matches(of: /"red"/).count == 1 && text.matches(of: /"green"/).count == 1)
        }
    }

    @Test("is one at a time, and can be built again when the other has ended")
    func one() async throws {
        try await BorderPost.with(listed: 1) { post in
            let first = try await post.assembly().assembled()
            let second = try post.assembly()
            await #expect(throws: Fault(.init("state.inUse"), "")) { try await second.assembled() }
            first.lock.release()
            try await post.running { _ in }
        }
    }

    @Test("is not built of settings that contradict each other or name what is not there, and holds nothing then")
    func refused() async throws {
        try await BorderPost.with(listed: 1) { post in
            for (name, value, code) in [
                ("RIDGELINED_SEARCH_RED", "0.05", "config.value"), ("RIDGELINED_READER", "zz", "reader.selection"),
                ("RIDGELINED_READER", "emulated,auto", "reader.selection"),
                ("RIDGELINED_READER", "05ba:000a:A,05ba:000a:A", "reader.selection"),
                ("RIDGELINED_OFFICER", "two\nlines", "officer.invalid"),
            ] {
                await #expect(throws: Fault(.init(code), ""), "\(name)") {
                    try await post.assembly([name: value]).assembled()
                }
            }
            try await post.assembly().assembled().lock.release()
        }
    }

    @Test("is not built where nothing was provisioned")
    func notProvisioned() async throws {
        try await BorderPost.with(listed: 1) { post in
            try FileManager.default.removeItem(at: post.state.deviceFile)
            let assembly = try post.assembly()
            await #expect(throws: Fault(.init("identity.missing"), "")) { try await assembly.assembled() }
        }
    }
}
