import DeviceIdentity
import Foundation
import Glibc
import Ground
import Identification
import Testing
import Watchlist

@testable import Station

@Suite("While a list cannot be taken up, an answer", .timeLimit(.minutes(20)))
struct RefusedListTests {
    @Test("is not green where nothing of that list is in force; a red of another list stays red")
    func missing() async throws {
        let border = try await Border(lists: ["interpol", "national"])
        try await border.publishOdd("interpol", generation: 1, isReadable: false)
        try await border.publish("national", adding: [1])
        try await border.open {
            let stranger = try await border.present(border.print(2, impression: 2)).verdict
            #expect(stranger.colour == .yellow && stranger.doubts == [.listMissing] && stranger.item == nil)
            let listed = try await border.present(border.print(1, impression: 2)).verdict
            #expect(listed.colour == .red && listed.doubts == [.listMissing])
            try await border.publishOdd("interpol", generation: 2, isReadable: true)
            let mended = try await border.present(border.print(2, impression: 2)).verdict
            #expect(mended.colour == .green && mended.doubts == [])
        }
    }

    /// What a hostile link can put in place of a list file.
    enum Obstacle: CaseIterable {
        case pipe, folder, link, nothing

        func put(at file: URL) throws {
            try FileManager.default.removeItem(at: file)
            switch self {
            case .pipe: try #require(mkfifo(file.path, 0o640) == 0)
            case .folder: try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
            case .link:
                try FileManager.default.createSymbolicLink(at: file, withDestinationURL: URL(filePath: "/dev/null"))
            case .nothing: break
            }
        }
    }

    @Test(
        "is green with a doubt where an older one is in force, and another copy is asked for",
        arguments: Obstacle.allCases)
    func older(obstacle: Obstacle) async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        try await border.publish(adding: [3], takenUp: false)
        let folder = border.incoming.appending(path: "targets/lists/interpol")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix("delta-1-2.rll") || $0.hasSuffix("base-2.rll") }.map { folder.appending(path: $0) }
        try #require(!files.isEmpty)
        let whole = try files.map { try Data(contentsOf: $0) }
        for file in files { try obstacle.put(at: file) }
        await border.lists.update()
        try await border.open {
            let stranger = try await border.present(border.print(2, impression: 2)).verdict
            #expect(stranger.colour == .green && stranger.doubts == [.listRefused])
            let listed = try await border.present(border.print(1, impression: 2)).verdict
            #expect(listed.colour == .red && listed.doubts == [.listRefused])
            #expect(try WantedLists.load(from: border.state.station.wanted)?.damagedCopies == 1)
            // The link, well again.
            for (file, data) in zip(files, whole) {
                try? FileManager.default.removeItem(at: file)
                try data.write(to: file)
            }
            await border.lists.update()
            let mended = try await border.present(border.print(3, impression: 2)).verdict
            #expect(mended.colour == .red && mended.doubts == [])
        }
    }

    @Test("carries a doubt while the whole copy, or the newest notice of keys, is refused")
    func whole() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        let ring = ListKeyRing(identity: border.identity, state: border.state.station)
        let keeper = try border.keeper(keyRing: ring)
        await keeper.restore()
        try Data("{}".utf8).write(to: border.state.link.incomingKeys)
        await keeper.look()
        #expect(border.announcer.screen.refusedLists?.keys.sorted() == [""])
        try await border.open {
            let verdict = try await border.present(border.print(2, impression: 2)).verdict
            #expect(verdict.colour == .green && verdict.doubts == [.listRefused])
        }
    }

    @Test("carries a doubt while there is no room for the list, which is tried again without another copy")
    func noRoom() async throws {
        let border = try await Border()
        try await border.publish(adding: [1])
        try border.leaveReady("1")
        let keeper = try border.keeper()
        await keeper.restore()
        await keeper.look()
        // A folder in the place of the list's own file: it can be opened by nobody and replaced by nothing.
        let file = border.state.station.lists.appending(path: "interpol.list")
        let aside = border.folder.appending(path: "aside.list")
        try FileManager.default.moveItem(at: file, to: aside)
        try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
        try await border.publish(adding: [3], takenUp: false)
        try border.leaveReady("2")
        await keeper.look()
        #expect(border.announcer.screen.refusedLists?["interpol"]?.contains("[disk.") == true)
        try FileManager.default.removeItem(at: file)
        try FileManager.default.moveItem(at: aside, to: file)
        // The first pause is a second at most: ten looks.
        for _ in 1...11 { await keeper.look() }
        #expect(border.currentLists.newest?.generations == ["interpol": 2])
        #expect(border.announcer.screen.refusedLists == nil)
    }
}
