import Crypto
import Encounters
import Evidence
import Foundation
import Ground
import Logging
import ManualClock
import Testing

@testable import Station

@Suite("What officers add to the evidence")
struct ActLimitTests {
    private func withRecorder(_ body: (AuditRecorder, ManualClock, URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "acts-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = try AuditLog(folder, anchor: folder.appending(path: "anchor.json"), key: SymmetricKey(size: .bits256))
        let clock = ManualClock()
        let duty = try OfficerOnDuty(officer: "a", purpose: "entry")
        try await body(AuditRecorder(log: log, duty: duty, logger: Logger(label: "test"), clock: clock), clock, folder)
    }

    private func events(_ folder: URL) throws -> [AuditEvent] {
        var events: [AuditEvent] = []
        _ = try AuditVerification.verify(folder) { events.append($0.event) }
        return events
    }

    @Test("Thirty acts at once are written down, one more every ten seconds, and no program pushes the searches out")
    func flood() async throws {
        try await withRecorder { recorder, clock, folder in
            for number in 0..<30 { try await recorder.change(officer: "officer-\(number)") }
            await #expect(throws: Fault(.init("evidence.rate"), "")) { try await recorder.change(officer: "mallory") }
            clock.move(by: .seconds(9))
            await #expect(throws: Fault(.init("evidence.rate"), "")) { try await recorder.change(officer: "mallory") }
            clock.move(by: .seconds(1))
            try await recorder.change(officer: "officer-30")
            await #expect(throws: Fault(.init("evidence.rate"), "")) { try await recorder.change(officer: "mallory") }
            #expect(try events(folder) == (0...30).map { .duty(officer: "officer-\($0)") })
        }
    }

    @Test("A long queue and a heap of replies cost nobody his veto, nor each other, and are bounded themselves")
    func apart() async throws {
        try await withRecorder { recorder, clock, _ in
            let encounter = Encounter(
                officer: "a", purpose: "entry", time: Date(), progress: PlanProgress(.walkUp), lists: nil)
            await recorder.record(encounter)
            for _ in 0..<60 { try await recorder.ended(UUIDv7()) }
            await #expect(throws: Fault(.init("evidence.rate"), "")) { try await recorder.ended(UUIDv7()) }
            for number in 0..<100 { try await recorder.read(reply: number) }
            await #expect(throws: Fault(.init("evidence.rate"), "")) { try await recorder.read(reply: 100) }
            try await recorder.veto(encounter.correlation, kind: .result, reason: .other)
            // A traveller every eight seconds, for an hour.
            for _ in 0..<450 {
                clock.move(by: .seconds(8))
                try await recorder.ended(UUIDv7())
            }
        }
    }

    @Test("An officer's name that is mistyped costs no act")
    func mistyped() async throws {
        try await withRecorder { recorder, _, folder in
            for _ in 0..<40 {
                await #expect(throws: Fault(.init("officer.invalid"), "")) { try await recorder.change(officer: "a b") }
            }
            for number in 0..<30 { try await recorder.change(officer: "officer-\(number)") }
            #expect(try events(folder).count == 30)
        }
    }

    @Test("An answer is set aside once in each kind; what was refused can be done again")
    func vetoes() async throws {
        try await withRecorder { recorder, clock, folder in
            let encounter = Encounter(
                officer: "a", purpose: "entry", time: Date(), progress: PlanProgress(.walkUp), lists: nil)
            await recorder.record(encounter)
            for number in 0..<29 { try await recorder.change(officer: "officer-\(number)") }
            try await recorder.veto(encounter.correlation, kind: .result, reason: .other)
            await #expect(throws: Fault(.init("evidence.rate"), "")) {
                try await recorder.veto(encounter.correlation, kind: .quality, reason: .wornSkin)
            }
            clock.move(by: .seconds(20))
            try await recorder.veto(encounter.correlation, kind: .quality, reason: .wornSkin)
            for reason in AuditVeto.Reason.allCases {
                await #expect(throws: Fault(.init("veto.repeated"), "")) {
                    try await recorder.veto(encounter.correlation, kind: .result, reason: reason)
                }
            }
            let kinds = try events(folder).compactMap { if case .veto(let veto) = $0 { veto.kind } else { nil } }
            #expect(kinds == [.result, .quality])
        }
    }

    @Test("Who is on duty is written down when somebody else is, not each time it is said")
    func same() async throws {
        try await withRecorder { recorder, _, folder in
            for name in ["a", "b", "b", "b", "a"] { try await recorder.change(officer: name) }
            #expect(try events(folder) == [.duty(officer: "b"), .duty(officer: "a")])
        }
    }

    @Test(
        "An officer is an identifier that looks the same to everybody",
        arguments: [
            "", " ", "a b", "a\nb", "\u{85}", "\u{9B}31m", "\u{202E}a", "\u{2028}", "\u{200B}", "\u{E0041}",
            "\u{0430}dmin", "\u{FFFD}", "é",
            String(repeating: "x", count: 65),
        ])
    func identifier(name: String) async throws {
        try await withRecorder { recorder, _, folder in
            await #expect(throws: Fault(.init("officer.invalid"), "")) { try await recorder.change(officer: name) }
            #expect(throws: Fault(.init("officer.invalid"), "")) {
                _ = try OfficerOnDuty(officer: name, purpose: "entry")
            }
            let written = try events(folder)
            #expect(written == [])
        }
    }
}
