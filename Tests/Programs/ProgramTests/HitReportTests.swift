import CaseMessages
import Foundation
import Ground
import Testing

@testable import Hub
@testable import ridgeline_hub

@Suite("What ridgeline-hub hits says")
struct HitReportTests {
    @Test("puts hits of one encounter beneath each other, with all its samples and what is missing")
    func joined() throws {
        let (device, correlation) = (UUIDv7(), UUIDv7())
        func hit(
            _ sequence: Int64, of correlation: UUIDv7, from device: UUIDv7, positions: [UInt8],
            progress: HitFacts.Progress = .init()
        ) throws -> HitReport {
            let item = Item(
                sequence: sequence, device: device, identifier: UUIDv7(), received: Timestamp(milliseconds: 0),
                body: Data(), state: .opened)
            let facts = HitFacts(
                identifier: item.identifier, correlation: correlation, time: Timestamp(milliseconds: 0),
                capture: .init(device: "\(device)", officer: "7", purpose: "entry"),
                search: .init(
                    generations: [:], result: .red, candidates: [], furtherCandidates: sequence == 2 ? 5 : nil),
                progress: progress)
            let samples = positions.map { position in
                HitSample(
                    facts: HitSample.Facts(
                        kind: "finger", position: position, quality: 50, deviceName: "r", deviceModel: "m",
                        time: facts.time, templateFormat: .ridgeline1), template: WipingBytes([]))
            }
            let message = try HitMessage(facts: facts, samples: samples)
            return HitReport(ReceivedHit(item, .opened, message, nil), notExported: nil)
        }
        let lines = HitReport.lines([
            try hit(
                1, of: correlation, from: device, positions: [2],
                progress: .init(
                    plan: "two-index", missing: [.init(kind: "finger", position: 7, reason: "open")], isComplete: false)
            ),
            try hit(
                2, of: UUIDv7(), from: device, positions: [2], progress: .init(plan: "two-index", isComplete: false)),
            // Another device's encounter is another one, whatever it calls it.
            try hit(3, of: correlation, from: UUIDv7(), positions: [2]),
            try hit(
                4, of: correlation, from: device, positions: [7, 0],
                progress: .init(plan: "two-index", missing: [.init(kind: "finger", position: 3, reason: "XX")])),
        ])
        #expect(
            lines.map { $0.firstMatch(of: /C-00000[0-9]/).map { String($0.0) } } == [
                "C-000001", "C-000004", "C-000002", "C-000003",
            ])
        #expect(lines.map { $0.hasPrefix("  and ") } == [false, true, false, false])
        #expect(lines.map { $0.contains(" and 5 more;") } == [false, false, true, false])
        #expect(lines.map { $0.contains("samples finger 2; more samples are to come") } == [false, false, true, false])
        #expect(lines[0].contains("samples finger 2") && !lines[0].contains("to come"), "they have come")
        #expect(!lines[0].contains("missing"), "what is missing is what the last hit says")
        #expect(!lines[0].contains("candidates"), "it names none")
        #expect(lines[1].contains("samples finger 7, finger; finger 3 is missing (XX)"))
    }
}
