import CollectingLog
import Crypto
import Fingerprint
import Foundation
import Ground
import Identification
import Testing
import Watchlist

@testable import DeviceIdentity
@testable import Station

@Suite("The station's lists", .timeLimit(.minutes(20)))
struct ListsTests {
    @Test("name no record before or after its time, without any change of the list")
    func validity() async throws {
        let border = try await Border()
        // Records keep whole milliseconds.
        let end = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + 3600).rounded())
        try await border.publish(adding: [1], until: end)
        let lists = try #require(border.currentLists.newest)
        let key = RecordKey(list: "interpol", record: "finger1")
        #expect(lists.isValid(key, at: Date()))
        #expect(!lists.isValid(key, at: end))
        let probe = try TemplateExtractor().extract(border.print(1, impression: 2)).template
        let found = try lists.search(probe) { lists.isValid($0, at: end - 1) }
        #expect(found.colour == .red)
        let late = try lists.search(probe) { lists.isValid($0, at: end) }
        #expect(late.colour == .green && late.candidates.isEmpty)
    }

    @Test("take a delta up without preparing what has not changed, and search like lists read anew")
    func deltas() async throws {
        let border = try await Border()
        try await border.publish(adding: [1, 2])
        try await border.publish(adding: [3], removing: [1])
        let changed = try #require(border.currentLists.newest)
        #expect(changed.generations == ["interpol": 2] && changed.galleries.size == 2)
        await border.lists.restore()
        let anew = try #require(border.currentLists.newest)
        for finger in 1...3 {
            let probe = try TemplateExtractor().extract(border.print(finger, impression: 2)).template
            let decision = try changed.search(probe)
            #expect(try decision == anew.search(probe))
            #expect((decision.colour == .red) == (finger != 1))
        }
    }

    @Test("say how many templates cannot be searched")
    func unreadable() async throws {
        let border = try await Border()
        try await border.publish(adding: [1], unreadable: true)
        #expect(border.currentLists.newest?.unreadable == 1)
        #expect(border.currentLists.newest?.galleries.size == 1)
        #expect(border.announcer.screen.lists?.unreadable == 1)
    }

    @Test("keep a record whose identifier no publisher of today would take, and name it in visible letters")
    func odd() async throws {
        let border = try await Border()
        try await border.publish(adding: [1], odd: "an\u{202E}na\n")
        let lists = try #require(border.currentLists.newest)
        #expect(lists.galleries.size == 2 && lists.odd == [#"interpol/an\u{202e}na\u{a}"#])
        #expect(border.log.messages.count { $0.contains("tell the publisher") } == 1)
        // A change of another record says it no second time.
        try await border.publish(adding: [2])
        #expect(border.currentLists.newest?.odd == lists.odd)
        #expect(border.log.messages.count { $0.contains("tell the publisher") } == 1)
    }

    @Test(
        "hold neither who a listed person is nor a part that nobody here can search; a hit opens the one and counts the other"
    )
    func details() async throws {
        let border = try await Border()
        try await border.publish(
            adding: [1],
            more: [
                RecordPart(
                    kind: ModalityKind(rawValue: "gait"), reference: WipingBytes([1]), picture: WipingBytes([1, 2]))
            ],
            display: DisplayData(
                name: "Doe, Jane", birthDate: PartialDate("1970-05"), nationalities: ["UTO"], sex: .female))
        let lists = try #require(border.currentLists.newest)
        let held = try #require(lists.record(RecordKey(list: "interpol", record: "finger1")))
        #expect(held.display == nil && held.parts.isEmpty && held.hasMore)
        #expect(lists.unreadable == 1 && lists.galleries.size == 1)
        try await border.open {
            let match = try #require(try await border.present(border.print(1, impression: 2)).verdict.matches.first)
            #expect(match.person?.name == "Doe, Jane" && match.person?.birthDate == "1970-05")
            #expect(match.person?.nationalities == ["UTO"] && match.person?.sex == "female")
            #expect(match.cautions == ["armed", "violent"] && match.caution == "armed" && match.action == nil)
            // A disk that fails costs what is on it, and no hit.
            let file = border.state.station.lists.appending(path: "interpol.list")
            try Data("damaged".utf8).write(to: file)
            let verdict = try await border.present(border.print(1, impression: 2)).verdict
            #expect(verdict.colour == .red && verdict.matches.first?.person == nil)
            #expect(verdict.matches.first?.cautions == ["armed", "violent"])
            #expect(border.log.messages.contains("the details of a record cannot be opened"))
        }
    }

    @Test("are old from the moment their signature ends, and the clock may not run behind it")
    func age() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        let lists = try #require(border.currentLists.newest)
        let signed = try #require(lists.signed)
        let expires = try #require(lists.expires)
        #expect(!lists.isStale(at: signed - 1_000_000) && !lists.isStale(at: expires - 1) && lists.isStale(at: expires))
        #expect(lists.age(at: signed + 7200) == 7200 && lists.age(at: signed - 7200) == 0)
    }

    @Test("ask for another copy when the one that came is damaged, and only then")
    func damagedCopy() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        let timestamp = border.incoming.appending(path: "metadata/timestamp.json")
        await border.lists.update()
        #expect(try WantedLists.load(from: border.state.station.wanted) == WantedLists(lists: ["interpol": 1]))
        try Data("damaged".utf8).write(to: timestamp)
        await border.lists.update()
        #expect(
            try WantedLists.load(from: border.state.station.wanted)
                == WantedLists(lists: ["interpol": 1], damagedCopies: 1))
        #expect(border.currentLists.newest?.generations == ["interpol": 1])
    }

    @Test("have new keys when the hub has signed them for this device, and never older ones again")
    func keys() async throws {
        let border = try await Border()
        let ring = ListKeyRing(identity: border.identity, state: border.state.station)
        #expect(try ring.keys().map(\.identifier) == ["k1"])
        #expect(try ring.takeIncoming() == nil)
        func notice(
            _ names: [String], issued: Int64, device: String = "post-7", key: Curve25519.Signing.PrivateKey? = nil
        )
            throws -> Data
        {
            let sealed = try names.map { name in
                SealedListKey(
                    identifier: name, list: "national",
                    sealed: Data(
                        try border.identity.key.sealingKey.seal(
                            WipingBytes([UInt8](repeating: 5, count: 32)), for: .listKey)))
            }
            return try WireJSON.encode(
                ListKeyNotice(
                    sealed, lists: ["national"], device: device, issued: Timestamp(milliseconds: issued),
                    signedBy: key ?? border.receiptKey)
            )
        }
        try notice(["k2", "k3"], issued: 2).write(to: border.state.link.incomingKeys)
        #expect(try ring.takeIncoming()?.map(\.identifier) == ["k2", "k3"])
        #expect(try ring.takeIncoming() == nil)
        for refused in [
            try notice(["k4"], issued: 3, device: "post-8"),
            try notice(["k4"], issued: 3, key: Curve25519.Signing.PrivateKey()), Data("{}".utf8), Data(),
        ] {
            try refused.write(to: border.state.link.incomingKeys)
            #expect(throws: Fault.self) { try ring.takeIncoming() }
        }
        try notice(["k1"], issued: 1).write(to: border.state.link.incomingKeys)
        #expect(throws: Fault(.init("list.notice"), "")) { try ring.takeIncoming() }
        #expect(
            try ListKeyRing(identity: border.identity, state: border.state.station).keys().map(\.identifier) == [
                "k2", "k3",
            ])
    }

    @Test("have the keys of higher numbers, whatever a hub's clock said when it named them, and never lower ones again")
    func numbers() async throws {
        let border = try await Border()
        let ring = ListKeyRing(identity: border.identity, state: border.state.station)
        func leave(_ numbers: [String: Int], issued: Int64) throws {
            let sealed = try numbers.sorted { $0.key < $1.key }.map { list, number in
                SealedListKey(
                    identifier: "\(list)-\(number)", list: list,
                    sealed: Data(
                        try border.identity.key.sealingKey.seal(
                            WipingBytes([UInt8](repeating: 5, count: 32)), for: .listKey)))
            }
            let notice = try ListKeyNotice(
                sealed, lists: Set(numbers.keys), device: "post-7", issued: Timestamp(milliseconds: issued),
                signedBy: border.receiptKey)
            try WireJSON.encode(notice).write(to: border.state.link.incomingKeys)
        }
        // The hub's clock is years ahead, then right again.
        try leave(["one": 2, "two": 5], issued: 9_000)
        #expect(try ring.takeIncoming()?.count == 2)
        try leave(["one": 3, "two": 5], issued: 10)
        #expect(try ring.takeIncoming()?.map(\.identifier) == ["one-3", "two-5"])
        for (numbers, issued) in [
            (["one": 2, "two": 5], 9), (["one": 4, "two": 4], 9), (["other": 9], 9),
        ] as [([String: Int], Int64)] {
            try leave(numbers, issued: issued)
            #expect(throws: Fault(.init("list.notice"), ""), "\(numbers)") { try ring.takeIncoming() }
        }
        try leave(["one": 3, "two": 5], issued: 9)
        #expect(try ring.takeIncoming() == nil)
        // A right that was taken away.
        try leave(["one": 3], issued: 11)
        #expect(try ring.takeIncoming()?.count == 1)
    }
}

extension CurrentLists.Snapshot {
    /// One undeclared finger.
    fileprivate func search(
        _ probe: Template, where isValid: @escaping @Sendable (RecordKey) -> Bool = { _ in true }
    ) throws -> Decision {
        var search = EncounterSearch(galleries, policy: .standard, samples: 1, where: isValid)
        search.take(try search.probe(probe.withBytes { WipingBytes($0) }, kind: .finger, position: 0))
        return search.decision(isLast: true)
    }
}
