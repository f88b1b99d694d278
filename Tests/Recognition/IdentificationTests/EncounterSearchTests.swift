import Ground
import Testing

@testable import Identification

@Suite("The search of an encounter")
struct EncounterSearchTests {
    private static let positions: [UInt8] = [2, 7]

    /// A record's template for a position.
    private static func number(_ record: Int, _ position: UInt8) -> UInt64 { UInt64(record) << 8 | UInt64(position) }

    private static func galleries(_ records: Int, positions: [UInt8] = positions) -> Galleries {
        var galleries = Galleries([Lottery()])
        let parts = (0..<records).flatMap { record in
            positions.map {
                ReferencePart(
                    record: RecordKey(list: "test", record: "\(record)"), kind: Lottery.kind, position: $0,
                    template: Lottery.template(number(record, $0)))
            }
        }
        #expect(galleries.replace(of: "test", with: parts).isEmpty)
        return galleries
    }

    private func take(_ search: inout EncounterSearch, _ number: UInt64, _ position: UInt8) throws {
        try search.take(Lottery.template(number), kind: Lottery.kind, position: position)
        search.takeOtherPositions()
    }

    @Test(
        "shows strangers as seldom as the policy says, over all looks and prints beside the plan together",
        arguments: [1, 2, 4], [0, 3])
    func strangers(samples: Int, aside: Int) throws {
        let galleries = Self.galleries(50, positions: [2, 3, 7, 8])
        let policy = DecisionPolicy(hit: 0.05, inconclusive: 0.2)
        let encounters = 3_000
        var (red, shown) = (0, 0)
        for encounter in 0..<encounters {
            var search = EncounterSearch(galleries, policy: policy, samples: samples)
            var isRed = false
            for place in 0..<aside {
                let stranger = Lottery.template(UInt64(1_000_000 + encounter * 10 + 5 + place))
                _ = try search.takeAside(stranger, kind: Lottery.kind)
                if search.decision(isLast: false).colour == .red { isRed = true }
            }
            for (place, position) in [UInt8(2), 7, 3, 8].prefix(samples).enumerated() {
                try take(&search, UInt64(1_000_000 + encounter * 10 + place), position)
                if search.decision(isLast: place == samples - 1).colour == .red { isRed = true }
            }
            red += isRed ? 1 : 0
            shown += isRed || search.decision(isLast: true).colour != .green ? 1 : 0
        }
        // Three standard deviations of the claims: 36 and 66 of 3,000.
        #expect((150 - 60...150 + 36).contains(red))
        #expect((600 - 150...600 + 66).contains(shown))
    }

    @Test("loses nobody whom comparing everything would show", arguments: [1, 2, 4], [1, 3])
    func complete(samples: Int, threads: Int) throws {
        let positions: [UInt8] = [2, 7, 3, 8]
        let galleries = Self.galleries(400, positions: positions)
        let policy = DecisionPolicy(hit: 1e-3, inconclusive: 0.5, candidateLimit: 400)
        var shown = 0
        for encounter in 0..<30 {
            let taken = positions.prefix(samples).map { (UInt64(5_000_000 + encounter * 10) + UInt64($0), $0) }
            var search = EncounterSearch(galleries, policy: policy, samples: samples, threads: threads)
            for (number, position) in taken { try take(&search, number, position) }
            let decision = search.decision(isLast: true)
            let everybody = (0..<400).compactMap { record -> String? in
                let score = RecordScore(
                    taken.map { number, declared in
                        let parts = positions.map {
                            PartScore(position: $0, score: Lottery.score(number, Self.number(record, $0)))
                        }
                        return (declared: declared, parts: parts)
                    })
                let share = samples == 1 ? 1 : 0.9
                let rate = FalsePositives.rate(score: score?.score ?? 0, comparisons: 400) / share
                return rate <= 0.5 ? "\(record)" : nil
            }
            #expect(Set(decision.candidates.map(\.key.record)) == Set(everybody))
            shown += everybody.count
        }
        #expect(shown > 5)
    }

    @Test("is red as soon as one finger suffices, and stays it")
    func early() throws {
        var search = EncounterSearch(Self.galleries(100), policy: .standard, samples: 2)
        try search.take(Lottery.template(Self.number(17, 2)), kind: Lottery.kind, position: 2)
        let first = search.decision(isLast: false)
        #expect(first.colour == .red && first.candidates.map(\.key.record) == ["17"])
        search.takeOtherPositions()
        try take(&search, Self.number(17, 7), 7)
        let both = search.decision(isLast: true)
        #expect(both.colour == .red && both.candidates.map(\.basis) == [.asDeclared])
        #expect(both.candidates[0].score > first.candidates[0].score)
        #expect(both.candidates[0].evidence.map(\.sample) == [0, 1])
        #expect(both.candidates[0].evidence.map(\.position) == [2, 7])
    }

    @Test("finds a swapped finger once the other positions were searched, and says so")
    func swapped() throws {
        var search = EncounterSearch(Self.galleries(100), policy: .standard, samples: 2)
        try search.take(Lottery.template(Self.number(17, 7)), kind: Lottery.kind, position: 2)
        #expect(search.decision(isLast: false).candidates.isEmpty)
        search.takeOtherPositions()
        try take(&search, Self.number(17, 2), 7)
        let decision = search.decision(isLast: true)
        #expect(decision.colour == .red && decision.candidates.map(\.basis) == [.swapped])
        #expect(decision.candidates[0].evidence.map(\.position) == [7, 2])
    }

    @Test("knows the same finger when it is shown twice")
    func repeated() throws {
        var search = EncounterSearch(Self.galleries(1), policy: .standard, samples: 3)
        try take(&search, 900, 2)
        try take(&search, 901, 3)
        #expect(try search.repeated(Lottery.template(901), kind: Lottery.kind, atLeast: 6) == 1)
        #expect(try search.repeated(Lottery.template(902), kind: Lottery.kind, atLeast: 6) == nil)
    }

    @Test("finds whom a print beside the plan shows, and lets what shows nobody go")
    func aside() throws {
        var search = EncounterSearch(Self.galleries(100), policy: .standard, samples: 2)
        try take(&search, 900, 2)
        #expect(try !search.takeAside(Lottery.template(901), kind: Lottery.kind))
        #expect(try search.takeAside(Lottery.template(Self.number(17, 2)), kind: Lottery.kind))
        let early = search.decision(isLast: false)
        #expect(early.colour == .red && early.candidates.map(\.basis) == [.single])
        #expect(early.candidates[0].evidence.last?.sample == 1)
        try take(&search, 902, 7)
        #expect(search.decision(isLast: true).candidates.map(\.key.record) == ["17"])
    }

    @Test("does not count a print beside the plan as another sample of the same person")
    func asideIsNotFused() throws {
        func decision(aside: Bool) throws -> Candidate? {
            var search = EncounterSearch(
                Self.galleries(100), policy: DecisionPolicy(hit: 0.5, inconclusive: 1), samples: 2)
            try take(&search, Self.number(17, 2), 2)
            if aside { #expect(try search.takeAside(Lottery.template(Self.number(17, 2)), kind: Lottery.kind)) }
            try take(&search, Self.number(17, 7), 7)
            return search.decision(isLast: true).candidates.first
        }
        let (without, with) = (try decision(aside: false), try decision(aside: true))
        #expect(with?.score == without?.score && with?.basis == .asDeclared)
        // A tenth of what the last look had is gone.
        let rates = try #require(
            without.flatMap { without in with.map { $0.falsePositiveRate / without.falsePositiveRate } })
        #expect(abs(rates - 1 / 0.9) < 1e-6)
    }

    @Test("refuses a sample that it cannot read or has no modality for, and goes on")
    func refused() throws {
        var search = EncounterSearch(Self.galleries(10), policy: .standard, samples: 2)
        #expect(throws: Fault.self) { try search.take(WipingBytes([1]), kind: Lottery.kind, position: 0) }
        let unknown = #expect(throws: Fault.self) { try search.take(Lottery.template(1), kind: .portrait, position: 0) }
        #expect(unknown?.code == .sampleModality)
        try take(&search, Self.number(3, 2), 2)
        #expect(search.decision(isLast: true).candidates.map(\.key.record) == ["3"])
    }

    @Test("passes over a record that may not be used now")
    func invalid() throws {
        var search = EncounterSearch(Self.galleries(10), policy: .standard, samples: 1) { $0.record != "3" }
        try take(&search, Self.number(3, 2), 2)
        #expect(search.decision(isLast: true).candidates.isEmpty)
    }
}
