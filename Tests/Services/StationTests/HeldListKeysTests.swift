import DeviceIdentity
import Foundation
import Ground
import Identification
import Testing

@testable import Station
@testable import Watchlist

@Suite("A list goes only where the centre has said so", .timeLimit(.minutes(20))) struct HeldListKeysTests {
    /// What a hub leaves at a station.
    private struct Hand {
        let border: Border
        var ring: ListKeyRing { ListKeyRing(identity: border.identity, state: border.state.station) }

        /// - Parameters:
        ///   - numbers: the newest key of each list that the hub can read.
        ///   - lists: those that the device is to have; nil of a hub of before.
        ///   - other: lists whose keys of that number are others.
        func leave(_ numbers: [String: Int], other: Set<String> = [], lists: Set<String>?, issued: Int64) throws {
            let sealed = try numbers.sorted { $0.key < $1.key }.map { list, number in
                let secret = WipingBytes([UInt8](repeating: UInt8(number) + (other.contains(list) ? 4 : 0), count: 32))
                return SealedListKey(
                    identifier: "\(list)-\(number)", list: list,
                    sealed: Data(try border.identity.key.sealingKey.seal(secret, for: .listKey)))
            }
            let notice = try ListKeyNotice(
                sealed, lists: lists, device: "post-7", issued: Timestamp(milliseconds: issued),
                signedBy: border.receiptKey)
            try WireJSON.encode(notice).write(to: border.state.link.incomingKeys)
        }

        /// Takes it up: the keys in force, then and after a restart.
        func take() throws -> [String] {
            let taken = try ring.takeIncoming()?.map(\.identifier).sorted()
            let restarted = try ring.keys().map(\.identifier).sorted()
            #expect(taken == restarted)
            return restarted
        }
    }

    @Test(
        "its key stays where the hub names it without one, over any number of notices, and goes where it is not named")
    func withheld() async throws {
        let hand = Hand(border: try await Border())
        try hand.leave(["one": 1, "two": 2, "wg": 1], lists: ["one", "two", "wg"], issued: 1)
        #expect(try hand.take() == ["one-1", "two-2", "wg-1"])
        #expect(hand.ring.withheld.isEmpty)
        try hand.leave(["two": 2, "wg": 2], lists: ["one", "two", "wg"], issued: 2)
        #expect(try hand.take() == ["one-1", "two-2", "wg-2"])
        #expect(hand.ring.withheld.mapValues(\.code) == ["one": .init("list.key")])
        try hand.leave(["wg": 3], lists: ["new", "one", "two", "wg"], issued: 3)
        #expect(try hand.take() == ["one-1", "two-2", "wg-3"])
        #expect(hand.ring.withheld.keys.sorted() == ["new", "one", "two"])
        try hand.leave(["one": 1, "wg": 3], lists: ["one", "wg"], issued: 4)
        #expect(try hand.take() == ["one-1", "wg-3"])
        #expect(hand.ring.withheld.isEmpty)
    }

    @Test("a key that was another one for a while at the hub is taken again, under the name that it had")
    func flipped() async throws {
        let hand = Hand(border: try await Border())
        func secrets() throws -> [String: UInt8] {
            _ = try hand.take()
            return Dictionary(
                uniqueKeysWithValues: try hand.ring.keys().map { ($0.list, $0.secret.withBytes { $0[0] }) })
        }
        try hand.leave(["one": 1, "wg": 1], other: ["one"], lists: ["one", "wg"], issued: 1)
        #expect(try secrets() == ["one": 5, "wg": 1])
        try hand.leave(["one": 1, "wg": 1], lists: ["one", "wg"], issued: 2)
        #expect(try secrets() == ["one": 1, "wg": 1])
        #expect(try hand.ring.takeIncoming() == nil)
        // Whoever brings the earlier one again is not taken for one who says the same.
        try hand.leave(["one": 1, "wg": 1], other: ["one"], lists: ["one", "wg"], issued: 1)
        #expect(throws: Fault(.init("list.notice"), "")) { try hand.ring.takeIncoming() }
    }

    @Test("its key stays where the hub's backup has an older one, and the other lists' keys are taken")
    func backup() async throws {
        let hand = Hand(border: try await Border())
        try hand.leave(["one": 2, "wg": 1], lists: ["one", "wg"], issued: 1)
        _ = try hand.take()
        try hand.leave(["one": 1, "wg": 2], lists: ["one", "wg"], issued: 2)
        #expect(try hand.take() == ["one-2", "wg-2"])
        #expect(hand.ring.withheld.keys.sorted() == ["one"])
    }

    @Test("a hub of before, whose notice lacks it without a word, has not said so")
    func older() async throws {
        let hand = Hand(border: try await Border())
        try hand.leave(["one": 1, "wg": 1], lists: nil, issued: 1)
        #expect(try hand.take() == ["k1", "one-1", "wg-1"])
        try hand.leave(["wg": 2], lists: nil, issued: 2)
        #expect(try hand.take() == ["k1", "one-1", "wg-2"])
        #expect(hand.ring.withheld.keys.sorted() == ["interpol", "one"])
        // The hub is updated.
        try hand.leave(["wg": 2], lists: ["wg"], issued: 3)
        #expect(try hand.take() == ["wg-2"])
    }

    @Test(
        "a notice that a station of before has kept is one that keeps nothing; that station refuses a list without a key"
    )
    func format() async throws {
        let hand = Hand(border: try await Border())
        try hand.leave(["wg": 1], lists: ["wg"], issued: 1)
        try FileManager.default.copyItem(
            at: hand.border.state.link.incomingKeys, to: hand.border.state.station.listKeys)
        #expect(try hand.ring.keys().map(\.identifier) == ["wg-1"])
        struct Wire: Decodable { let contents: Data }
        struct Before: Decodable { let listKeys: [SealedListKey] }
        try hand.leave(["wg": 1], lists: ["one", "wg"], issued: 2)
        let wire = try JSONDecoder().decode(Wire.self, from: Data(contentsOf: hand.border.state.link.incomingKeys))
        let keys = try JSONDecoder().decode(Before.self, from: wire.contents).listKeys
        #expect(keys.map(\.list) == ["wg", "one"])
        #expect(throws: Fault(.init("seal.broken"), "")) {
            for key in keys { _ = try hand.border.identity.key.open(key.sealed, for: .listKey) }
        }
    }

    @Test(
        "the list stays in force, also over restarts and news, and answers carry a doubt; then it goes as it is withdrawn"
    )
    func inForce() async throws {
        let border = try await Border(lists: ["interpol", "national"])
        try await border.publish("interpol", adding: [1])
        try await border.publish("national", adding: [3])
        let ring = ListKeyRing(identity: border.identity, state: border.state.station)
        func leave(_ lists: Set<String>, issued: Int64) throws {
            let keys = try Border.seal(border.listKeys.filter { $0.list == "interpol" }, for: border.identity.key)
            let notice = try ListKeyNotice(
                keys, lists: lists, device: "post-7", issued: Timestamp(milliseconds: issued),
                signedBy: border.receiptKey)
            try WireJSON.encode(notice).write(to: border.state.link.incomingKeys)
        }
        try leave(["interpol", "national"], issued: 2)
        try border.leaveReady("1")
        for _ in 1...2 {
            border.currentLists.replace(with: nil)
            border.announcer.announce(.refusedLists([:]))
            let keeper = try border.keeper(keyRing: ring)
            await keeper.restore()
            for _ in 1...3 { await keeper.look() }
            #expect(border.currentLists.newest?.generations == ["interpol": 1, "national": 1])
            #expect(border.announcer.screen.refusedLists?.keys.sorted() == ["national"])
            #expect(try WantedLists.load(from: border.state.station.wanted)?.refused == ["national": "list.key"])
        }
        try await border.open {
            let stranger = try await border.present(border.print(2, impression: 2)).verdict
            #expect(stranger.colour == .green && stranger.doubts == [.listRefused])
            let listed = try await border.present(border.print(3, impression: 2)).verdict
            #expect(listed.colour == .red && listed.doubts == [.listRefused])
            try leave(["interpol"], issued: 3)
            try border.leaveReady("2")
            let keeper = try border.keeper(keyRing: ring)
            await keeper.restore()
            await keeper.look()
            #expect(border.currentLists.newest?.generations == ["interpol": 1])
            #expect(border.announcer.screen.refusedLists == nil)
        }
    }

    @Test("a list that the centre names and never gave a key for is missed")
    func never() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        let keys = try Border.seal(border.listKeys, for: border.identity.key)
        let notice = try ListKeyNotice(
            keys, lists: ["interpol", "national"], device: "post-7", issued: Timestamp(milliseconds: 2),
            signedBy: border.receiptKey)
        try WireJSON.encode(notice).write(to: border.state.link.incomingKeys)
        let keeper = try border.keeper(keyRing: ListKeyRing(identity: border.identity, state: border.state.station))
        await keeper.restore()
        await keeper.look()
        try await border.open {
            let stranger = try await border.present(border.print(2, impression: 2)).verdict
            #expect(stranger.colour == .yellow && stranger.doubts == [.listMissing])
        }
    }
}
