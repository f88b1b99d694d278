import CaseMessages
import DeviceIdentity
import Emulators
import Encounters
import Evidence
import Fingerprint
import Ground
import Identification
import Outbox
import Testing

@testable import Station

@Suite("Several readers at one station", .timeLimit(.minutes(20)))
struct SeveralReadersTests {
    /// A two-index site with a reader for each finger; anna is on its list, with two synthetic fingers.
    private func border() async throws -> Border {
        let border = try await Border(
            policy: StationPolicy(decision: .standard, searchThreads: 1, minimumQuality: 20, plan: Plan(.twoIndex)),
            readers: 2)
        try await border.publish(person: "anna", fingers: [.rightIndex: 1, .leftIndex: 2])
        return border
    }

    private func ready(_ border: Border) async throws {
        _ = try #require(await border.screen { $0.readers?.allSatisfy { $0.report.name == .ready } ?? false })
    }

    /// Everything that waits for the centre: position and device of each sample.
    private func samples(in border: Border) throws -> [UInt8: String] {
        let reader = try OutboxReader(border.state.station.outbox)
        let hits = try reader.waiting(limit: 100).compactMap { identifier -> HitMessage? in
            let item = try #require(try reader.item(identifier))
            guard item.kind == .hit else { return nil }
            let context = StationIdentity.context(device: "post-7", item: identifier)
            return try HitMessage(
                decoding: try border.hubKey.open(item.bytes, for: .item, authenticating: context))
        }
        let found = hits.flatMap(\.samples).map { ($0.facts.position, $0.facts.deviceName) }
        return Dictionary(found) { first, second in first == second ? first : "\(first) and \(second)" }
    }

    @Test("take a finger each, the officer is told which goes where, and each sample names its own")
    func fingerEach() async throws {
        let border = try await border()
        try await border.open {
            try await ready(border)
            #expect(border.announcer.screen.readers?.map(\.device) == ["05ba:000a:emulated", "05ba:000a:emulated-2"])
            border.orders.give(.begin(Plan(.twoIndex)))
            let begun = try #require(await border.screen { $0.encounter != nil })
            #expect(begun.encounter?.steps.map(\.reader) == [1, 2])
            let first = try await border.place(border.print(1, impression: 2), on: 1)
            #expect(first.encounter?.early?.colour == .red && first.encounter?.steps.map(\.reader) == [nil, 2])
            let verdict = try #require(try await border.place(border.print(2, impression: 2), on: 2).verdict)
            #expect(verdict.colour == .red && verdict.doubts == [] && verdict.steps.map(\.state) == [.taken, .taken])
            #expect(verdict.matches.map(\.candidate.basis) == [.asDeclared])
            #expect(try samples(in: border) == [2: "05ba:000a:emulated", 7: "05ba:000a:emulated-2"])
        }
    }

    @Test("take the left finger as the left one when it comes first, on its reader")
    func leftFirst() async throws {
        let border = try await border()
        try await border.open {
            try await ready(border)
            let first = try await border.place(border.print(2, impression: 2), on: 2)
            #expect(first.encounter?.steps.map(\.state) == [.open, .taken] && first.encounter?.next == 0)
            let verdict = try #require(try await border.place(border.print(1, impression: 2), on: 1).verdict)
            #expect(verdict.matches.map(\.candidate.basis) == [.asDeclared])
        }
    }

    @Test("that are touched at the same moment lose neither finger")
    func sameMoment() async throws {
        let border = try await border()
        try await border.glasses[0].present(border.print(1, impression: 2))
        try await border.glasses[1].present(border.print(2, impression: 2))
        try await border.open {
            let verdict = try #require(await border.screen { $0.verdict != nil }?.verdict)
            #expect(verdict.colour == .red && verdict.steps.map(\.state) == [.taken, .taken])
            #expect(verdict.attempts == 2 && verdict.matches.map(\.candidate.basis) == [.asDeclared])
            #expect(try samples(in: border) == [2: "05ba:000a:emulated", 7: "05ba:000a:emulated-2"])
            await border.glasses[0].lift()
            #expect(border.announcer.screen.isFingerOn)
            await border.glasses[1].lift()
            let free = try #require(await border.screen { !$0.isFingerOn })
            #expect(free.verdict?.correlation == verdict.correlation, "nothing was taken twice")
        }
    }

    @Test("go on with the other when one vanishes between two fingers, which the officer is told", arguments: [1, 2])
    func vanished(number: Int) async throws {
        let border = try await border()
        let other = 3 - number
        try await border.open {
            try await ready(border)
            _ = try await border.place(border.print(5, impression: 1), on: 1)
            await border.glasses[number - 1].device.unplug()
            let screen = try #require(await border.screen { $0.readers?[number - 1].report.name == .unplugged })
            #expect(screen.reader == ReaderReport(.ready), "travellers are served")
            #expect(screen.readers?[other - 1].report == ReaderReport(.ready))
            #expect(screen.encounter?.steps.map(\.reader) == [nil, other])
            let verdict = try #require(
                try await border.place(border.print(6, impression: 1), on: other).verdict)
            #expect(verdict.colour == .green && verdict.steps.map(\.state) == [.taken, .taken])
            await border.glasses[number - 1].device.plug()
            try await ready(border)
            // Whoever reads the chain knows which it was.
            var changes: [AuditEvent] = []
            _ = try AuditVerification.verify(border.state.station.audit) { record in
                if case .device = record.event { changes.append(record.event) }
            }
            let expected = AuditEvent.device(state: "unplugged", code: "", reader: number == 1 ? nil : 2)
            #expect(changes.filter { if case .device("unplugged", _, _) = $0 { true } else { false } } == [expected])
        }
    }

    @Test("go on with the other when one fails under the first finger")
    func failedUnderFinger() async throws {
        let border = try await border()
        try await border.open {
            try await ready(border)
            await border.glasses[0].device.unplug(inState: "capturing")
            try await border.glasses[0].present(border.print(1, impression: 2))
            let screen = try #require(
                await border.screen { screen in
                    guard case .awaiting = screen.stage, !screen.isFingerOn else { return false }
                    return screen.encounter?.steps.map(\.reader) == [2, 2]
                })
            #expect(screen.readers?.map(\.report.name) == [.unplugged, .ready])
            _ = try await border.place(border.print(1, impression: 2), on: 2)
            let verdict = try #require(try await border.place(border.print(2, impression: 2), on: 2).verdict)
            #expect(verdict.colour == .red && verdict.correlation == screen.encounter?.correlation)
            #expect(verdict.matches.map(\.candidate.basis) == [.asDeclared])
        }
    }

    @Test("are a fault together only when none works")
    func none() async throws {
        let border = try await border()
        try await border.open {
            try await ready(border)
            await border.glasses[0].device.unplug()
            _ = try #require(
                await border.screen { $0.readers?[0].report.name == .unplugged && $0.reader.name == .ready })
            await border.glasses[1].device.unplug()
            let screen = try #require(await border.screen { $0.reader.name == .unplugged })
            #expect(screen.readers?.map(\.report.name) == [.unplugged, .unplugged])
            await border.glasses[1].device.plug()
            _ = try #require(await border.screen { $0.reader.name == .ready })
            _ = try await border.place(border.print(5, impression: 1), on: 2)
            let verdict = try #require(try await border.place(border.print(6, impression: 1), on: 2).verdict)
            #expect(verdict.colour == .green)
        }
    }

    @Test(
        "take turns with the steps of their kind, one that works standing in for one that does not",
        arguments: [
            ([true, true], [0, nil, 1, 0]), ([true, false], [0, nil, 0, 0]), ([false, true], [1, nil, 1, 1]),
            ([false, false], [0, nil, 1, 0]), ([true, true, true], [0, nil, 1, 2]),
            ([false, true, false], [1, nil, 1, 1]), ([true], [0, nil, 0, 0]), ([], [nil, nil, nil, nil]),
        ] as [([Bool], [Int?])])
    func turns(working: [Bool], lanes: [Int?]) {
        let turns = Turns([.finger, .document, .finger, .finger], of: .finger, working: working)
        #expect((0..<4).map { turns.lane(of: $0) } == lanes)
    }

    @Test(
        "are shown as the best of them",
        arguments: [
            ([.ready, .fault], .ready), ([.fault, .cleaningNeeded], .cleaningNeeded),
            ([.cleaningNeeded, .ready], .ready),
            ([.starting, .unplugged], .starting), ([.fault, .unplugged], .unplugged), ([.fault, .fault], .fault),
        ] as [([ReaderReport.Name], ReaderReport.Name)])
    func best(names: [ReaderReport.Name], expected: ReaderReport.Name) {
        var screen = Screen(
            start: UUIDv7(), time: Timestamp(milliseconds: 0), officer: "a", isEmulated: false,
            readers: ["auto", "auto"])
        for (place, name) in names.enumerated() {
            screen.take(.reader(ReaderReport(name), of: place, device: "05ba:000a:\(place)"))
        }
        #expect(screen.reader.name == expected)
        #expect(screen.readers?.map(\.report.name) == names)
        #expect(screen.readers?.map(\.device) == ["05ba:000a:0", "05ba:000a:1"])
    }
}
