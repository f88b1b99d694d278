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
            identifier: UUIDv7 = UUIDv7(), candidates: [HitCandidate] = [], progress: HitFacts.Progress = .init()
        ) throws -> HitReport {
            let item = Item(
                sequence: sequence, device: device, identifier: identifier, received: Timestamp(milliseconds: 0),
                body: Data(), state: .opened)
            let facts = HitFacts(
                identifier: item.identifier, correlation: correlation, time: Timestamp(milliseconds: 0),
                capture: .init(device: "\(device)", officer: "7", purpose: "entry"),
                search: .init(
                    generations: [:], result: .red, candidates: candidates,
                    furtherCandidates: sequence == 2 ? 5 : nil),
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
        let (first, unseen) = (UUIDv7(), UUIDv7())
        let lines = HitReport.lines([
            try hit(
                1, of: correlation, from: device, positions: [2], identifier: first,
                progress: .init(
                    plan: "two-index", missing: [.init(kind: "finger", position: 7, reason: "open")], isComplete: false)
            ),
            try hit(
                2, of: UUIDv7(), from: device, positions: [2], progress: .init(plan: "two-index", isComplete: false)),
            // Another device's encounter is another one, whatever it calls it.
            try hit(3, of: correlation, from: UUIDv7(), positions: [1], progress: .init(supplements: unseen)),
            try hit(
                4, of: correlation, from: device, positions: [7, 0],
                candidates: [
                    .init(list: "interpol", record: "anna", score: 6.14, falsePositiveRate: 2.5e-5, evidence: []),
                    .init(list: "interpol", record: "boris", score: 0.2, falsePositiveRate: 0.9, evidence: []),
                ],
                progress: .init(
                    plan: "two-index", missing: [.init(kind: "finger", position: 3, reason: "XX")], supplements: first)),
        ])
        #expect(
            lines.map { $0.firstMatch(of: /C-00000[0-9]/).map { String($0.0) } } == [
                "C-000001", "C-000004", "C-000002", "C-000003",
            ])
        #expect(lines.map { $0.hasPrefix("  and ") } == [false, true, false, false])
        #expect(lines.map { $0.contains(" and 5 more;") } == [false, false, true, false])
        #expect(
            lines.map { $0.contains("samples right index finger; more samples are to come") } == [
                false, false, true, false,
            ])
        #expect(lines[0].contains("samples right index finger") && !lines[0].contains("to come"), "they have come")
        #expect(!lines[0].contains("missing"), "what is missing is what the last hit says")
        #expect(!lines[0].contains("candidates"), "it names none")
        #expect(lines[1].contains("samples left index finger, finger; right middle finger is missing (XX)"))
        #expect(lines[1].contains(": more of C-000001, red, candidates "))
        #expect(
            lines[1].contains("interpol/anna (score 6.1, chance that this is an accident 1 in 40 000), interpol/boris"))
        #expect(!lines[0].contains("more of") && lines[3].contains(": more of hit \(unseen), red; samples right thumb"))
    }

    @Test(
        "tells a chance by one figure, as the officer's page does",
        arguments: [
            (1.0, "1"), (0.9, "1"), (0.04, "30"), (2.5e-5, "40 000"), (1e-6, "1 000 000"), (0, "1 000 000 000"),
            (1e-300, "1 000 000 000 000"),
        ])
    func chance(rate: Double, words: String) {
        #expect(HitWords.oneIn(rate) == words)
    }
}
