import DeviceIdentity
import Foundation
import Ground
import Identification
import Testing

@testable import Station

@Suite("A list that should be searched here and is not", .timeLimit(.minutes(20)))
struct MissingListTests {
    /// A station that is started again, where no copy of the link is complete.
    private func restarted(_ border: Border, keyRing: ListKeyRing? = nil) async throws -> ListKeeper {
        border.currentLists.replace(with: nil)
        border.announcer.announce(.refusedLists([:]))
        let keeper = try border.keeper(keyRing: keyRing)
        await keeper.restore()
        return keeper
    }

    /// What lies of the centre where the link would have brought it, taken away.
    private func takeAway(_ owner: String, of border: Border) throws {
        try FileManager.default.removeItem(at: border.incoming.appending(path: "targets/lists/\(owner)"))
    }

    private func stranger(_ border: Border) async throws -> Verdict {
        try await border.present(border.print(2, impression: 2)).verdict
    }

    private func told(_ border: Border) throws -> [String: String]? {
        try WantedLists.load(from: border.state.station.wanted)?.refused
    }

    @Test("is still missing after a restart in the middle of a copy, for the reason that was known")
    func refusedBefore() async throws {
        let border = try await Border(lists: ["interpol", "national"])
        try await border.publish("interpol", adding: [1])
        try await border.publish("national", adding: [3], takenUp: false)
        try takeAway("national", of: border)
        await border.lists.update()
        let before = try told(border)
        try #require(before?.keys.sorted() == ["national"])
        let keeper = try await restarted(border)
        for _ in 1...3 { await keeper.look() }
        #expect(border.currentLists.newest?.generations == ["interpol": 1])
        #expect(border.announcer.screen.refusedLists?.keys.sorted() == ["national"])
        #expect(try told(border) == before)
        try await border.open {
            let verdict = try await stranger(border)
            #expect(verdict.colour == .yellow && verdict.doubts == [.listMissing])
        }
    }

    @Test("is missed at a restart where its file is gone, also by a station that nobody told before")
    func gone() async throws {
        let border = try await Border(lists: ["interpol", "national"])
        try await border.publish("interpol", adding: [1])
        try await border.publish("national", adding: [3])
        try FileManager.default.removeItem(at: border.state.station.lists.appending(path: "national.list"))
        try FileManager.default.removeItem(at: border.state.station.wanted)
        let keeper = try await restarted(border)
        #expect(try told(border) == ["national": "list.missing"])
        try await border.open {
            let verdict = try await stranger(border)
            #expect(verdict.colour == .yellow && verdict.doubts == [.listMissing])
            try border.leaveReady("1")
            await keeper.look()
            let mended = try await stranger(border)
            #expect(mended.colour == .green && mended.doubts == [])
            #expect(try told(border) == nil)
        }
    }

    @Test("is missed where the metadata of its role are not here, and not where they say that there is none")
    func withdrawn() async throws {
        let border = try await Border(lists: ["interpol", "national", "europol"])
        try await border.publish("interpol", adding: [1])
        try await border.publish("national", adding: [3])
        _ = try await restarted(border)
        // Nobody has ever published one of europol.
        #expect(border.announcer.screen.refusedLists == nil)
        let station = border.state.station
        try FileManager.default.removeItem(at: station.lists.appending(path: "national.list"))
        try FileManager.default.removeItem(at: station.trust.appending(path: "national.json"))
        let keeper = try await restarted(border)
        #expect(border.announcer.screen.refusedLists?.keys.sorted() == ["national"])
        try await border.withdraw("national")
        await keeper.update()
        #expect(border.currentLists.newest?.generations == ["interpol": 1])
        #expect(border.announcer.screen.refusedLists == nil)
        _ = try await restarted(border)
        #expect(border.announcer.screen.refusedLists == nil)
    }

    @Test("was refused before the restart, and an older one is in force: the doubt stays until another copy is there")
    func olderInForce() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        try await border.publish(adding: [3], takenUp: false)
        let lists = border.incoming.appending(path: "targets/lists")
        let aside = border.folder.appending(path: "aside")
        try FileManager.default.moveItem(at: lists, to: aside)
        await border.lists.update()
        let keeper = try await restarted(border)
        try await border.open {
            let verdict = try await stranger(border)
            #expect(verdict.colour == .green && verdict.doubts == [.listRefused])
            try FileManager.default.moveItem(at: aside, to: lists)
            try border.leaveReady("2")
            await keeper.look()
            let mended = try await stranger(border)
            #expect(mended.colour == .green && mended.doubts == [])
        }
    }

    @Test("lies here without its key, as the notice of keys is damaged: it is missed, kept, and in force with its key")
    func keysLost() async throws {
        let border = try await Border(later: ["national"])
        try await border.publish(adding: [1])
        try await border.publish("national", adding: [3])
        let station = border.state.station
        let ring = ListKeyRing(identity: border.identity, state: station)
        let notice = try border.notice()
        try notice.write(to: border.state.link.incomingKeys)
        try border.leaveReady("1")
        let first = try await restarted(border, keyRing: ring)
        await first.look()
        try #require(border.currentLists.newest?.generations == ["interpol": 1, "national": 1])

        try FileManager.default.removeItem(at: border.state.link.incomingKeys)
        try Data("garbage".utf8).write(to: station.listKeys)
        let keeper = try await restarted(border, keyRing: ring)
        for _ in 1...3 { await keeper.look() }
        #expect(border.currentLists.newest?.generations == ["interpol": 1])
        #expect(try told(border) == ["national": "list.key"])
        try await border.open {
            let verdict = try await stranger(border)
            #expect(verdict.colour == .yellow && verdict.doubts == [.listMissing])
            // In the middle of a copy: what lies here needs none.
            try FileManager.default.removeItem(at: border.incoming.appending(path: "ready"))
            try notice.write(to: border.state.link.incomingKeys)
            await keeper.look()
            #expect(border.currentLists.newest?.generations == ["interpol": 1, "national": 1])
            let mended = try await stranger(border)
            #expect(mended.colour == .green && mended.doubts == [])
            let listed = try await border.present(border.print(3, impression: 2)).verdict
            #expect(listed.colour == .red)
        }
    }
}
