import CollectingLog
import DeviceIdentity
import Foundation
import Ground
import Identification
import Pauses
import Testing
import TrustedUpdate

@testable import Station
@testable import Watchlist

@Suite("The keeper of the lists", .timeLimit(.minutes(20)))
struct ListKeeperTests {
    @Test("brings one owner's list into force though another's cannot be read, and that one when it is mended")
    func twoOwners() async throws {
        let border = try await Border(lists: ["interpol", "national"])
        try await border.publishOdd("interpol", generation: 1, isReadable: false)
        try await border.publish("national", adding: [1], until: nil)
        #expect(border.currentLists.newest?.generations == ["national": 1])
        #expect(border.announcer.screen.refusedLists?.keys.sorted() == ["interpol"])
        #expect(border.announcer.screen.refusedLists?["interpol"]?.contains("[list.") == true)
        let told = try WantedLists.load(from: border.state.station.wanted)?.refused
        #expect(told?.keys.sorted() == ["interpol"] && told?["interpol"]?.hasPrefix("list.") == true)
        for _ in 1...20 { await border.lists.look() }
        #expect(border.log.messages.count { $0.contains("stays in force") } == 1)
        try await border.publishOdd("interpol", generation: 2, isReadable: true)
        #expect(border.announcer.screen.refusedLists == nil)
        #expect(try WantedLists.load(from: border.state.station.wanted)?.refused == nil)
        #expect(border.currentLists.newest?.generations == ["interpol": 2, "national": 1])
    }

    @Test("tries again what could not be restored at the start")
    func restoredLater() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        let obstacle = border.state.station.trust.appending(path: "root.json")
        let aside = border.folder.appending(path: "root.json")
        try FileManager.default.moveItem(at: obstacle, to: aside)
        try FileManager.default.createDirectory(at: obstacle, withIntermediateDirectories: false)
        let later = try border.keeper()
        border.currentLists.replace(with: nil)
        await later.restore()
        for _ in 1...3 { await later.look() }
        #expect(border.currentLists.newest == nil)
        try FileManager.default.removeItem(at: obstacle)
        try FileManager.default.moveItem(at: aside, to: obstacle)
        // The first pause is a second at most: ten looks.
        for _ in 1...10 { await later.look() }
        #expect(border.currentLists.newest?.generations == ["interpol": 1])
    }

    @Test("says so when the last list is withdrawn")
    func withdrawn() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        let notice = try ListKeyNotice(
            [], lists: [], device: "post-7", issued: Timestamp(milliseconds: 2), signedBy: border.receiptKey)
        try WireJSON.encode(notice).write(to: border.state.link.incomingKeys)
        try border.leaveReady("1")
        let keeper = try border.keeper(keyRing: ListKeyRing(identity: border.identity, state: border.state.station))
        await keeper.restore()
        await keeper.look()
        #expect(border.currentLists.newest == nil)
        #expect(border.reports.map(\.generations) == [[:]])
        try await border.open {
            let verdict = try await border.present(border.print(2, impression: 2)).verdict
            #expect(verdict.colour == .yellow && verdict.doubts == [.noList])
        }
    }

    @Test("looks ten times a second, and takes up a copy when `ready` is another file, once")
    func run() async throws {
        let border = try await Border()
        try await border.publish(adding: [1], takenUp: false)
        let pauses = Pauses()
        let keeper = try border.keeper(sleep: pauses.sleep)
        let service = Task { try await keeper.run() }
        defer { service.cancel() }
        var pause = await pauses.next()
        #expect(pause.duration == .milliseconds(100))
        #expect(border.currentLists.newest == nil)
        try border.leaveReady("1")
        pause = await pauses.round(pause)
        #expect(border.currentLists.newest?.generations == ["interpol": 1])
        try await border.publish(adding: [2], takenUp: false)
        pause = await pauses.round(pause)
        #expect(border.currentLists.newest?.generations == ["interpol": 1])
        // The same content in another file: the link has made another copy.
        try border.leaveReady("1")
        pause = await pauses.round(pause)
        #expect(border.currentLists.newest?.generations == ["interpol": 2])
        #expect(try WantedLists.load(from: border.state.station.wanted)?.lists == ["interpol": 2])
    }
}
