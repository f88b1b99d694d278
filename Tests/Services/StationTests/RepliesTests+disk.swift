import CaseMessages
import Crypto
import Foundation
import Ground
import Logging
import Testing

@testable import DeviceIdentity
@testable import Station

extension RepliesTests {
    @Test("are there again after a restart until they are read; what is read is wiped")
    func restart() async throws {
        try await inFolder {
            for number in 1...3 { try bring(number, .underReview) }
            let first = start()
            await first.mail.collect()
            #expect(numbers(first.screen) == [1, 2, 3])
            first.screen.announce(.read(2))
            await first.mail.collect()
            #expect(try kept() == ["1.json", "3.json"])
            try bring(4, .confirmed)
            let second = start()
            #expect(numbers(second.screen) == [1, 3])
            #expect(second.screen.screen.replies.last?.text == "reply 1")
            await second.mail.collect()
            #expect(numbers(second.screen) == [1, 3, 4])
            for number in [1, 3, 4] { second.screen.announce(.read(number)) }
            await second.mail.collect()
            #expect(try kept() == [])
            // Nor does the link bring them back.
            for number in 1...4 { try bring(number, .dismissed) }
            #expect(try await shown() == [])
        }
    }

    @Test("lie on the disk sealed: nothing of their text can be read there")
    func sealed() async throws {
        try await inFolder {
            try bring(1, .confirmed)
            await start().mail.collect()
            let file = state.station.unread.appending(path: "1.json")
            #expect(try Data(contentsOf: file).range(of: Data("reply 1".utf8)) == nil)
            #expect(
                try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test("are the newest 50 after a restart too, and the older ones are counted, whichever write the power fails at")
    func many() async throws {
        try await inFolder {
            for number in 1...53 { try bring(number, .underReview) }
            let first = start()
            // The power fails before anything is settled: 53 lie there, and nobody has counted.
            for file in first.mail.finishedFiles() {
                _ = try UnreadReplies(
                    in: state.station, identity: identity, announcer: Announcer(),
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                ).take(try WireJSON.load(from: file, limit: 65_536))
            }
            #expect(try kept().count == 53)
            for _ in 1...2 {
                let station = start()
                #expect(numbers(station.screen) == Array(4...53))
                #expect(station.screen.screen.olderReplies == 3)
                // The same messages again, as the power failed before they were taken away.
                await station.mail.collect()
                #expect(numbers(station.screen) == Array(4...53))
                #expect(try kept().count == 50)
            }
            // Counted, and the power fails before the wiping.
            let spare = try Data(contentsOf: state.station.unread.appending(path: "53.json"))
            try spare.write(to: state.station.unread.appending(path: "2.json"))
            let last = start()
            #expect(numbers(last.screen) == Array(4...53))
            #expect(last.screen.screen.olderReplies == 3)
            await last.mail.collect()
            #expect(try kept().count == 50)
        }
    }

    @Test("that no disk takes are shown once, and stay with the link until one does")
    func noRoom() async throws {
        try await inFolder {
            try bring(1, .confirmed)
            let station = start()
            let worn = WornPlace(state.station.unread.appending(path: "1.json"))
            for _ in 1...3 { await station.mail.collect() }
            #expect(numbers(station.screen) == [1])
            #expect(station.mail.finishedFiles().count == 1)
            worn.mend()
            await station.mail.collect()
            #expect(station.mail.finishedFiles().isEmpty)
            #expect(numbers(start().screen) == [1])
        }
    }

    @Test("of which a newer one is damaged say so, over restarts, until a still newer one comes or it is taken away")
    func newerDamaged() async throws {
        try await inFolder {
            for number in 1...3 { try bring(number, .confirmed) }
            await start().mail.collect()
            try Data("damaged".utf8).write(to: state.station.unread.appending(path: "3.json"))
            for _ in 1...2 {
                let screen = start().screen.screen
                #expect(screen.replies.map(\.number) == [2, 1] && screen.damagedReply == 3)
            }
            try bring(4, .dismissed)
            let station = start()
            await station.mail.collect()
            // The page's words stand beside those before it only.
            let screen = station.screen.screen
            #expect(screen.replies.map(\.number) == [4, 2, 1] && screen.damagedReply == 3)
            for name in try kept() where name.contains(".damaged-") {
                try FileManager.default.removeItem(at: state.station.unread.appending(path: name))
            }
            #expect(start().screen.screen.damagedReply == nil)
        }
    }

    @Test("that are damaged on the disk are set aside and said, and the others are shown")
    func damaged() async throws {
        try await inFolder {
            for number in 1...2 { try bring(number, .underReview) }
            await start().mail.collect()
            try Data("damaged".utf8).write(to: state.station.unread.appending(path: "1.json"))
            let station = start()
            #expect(numbers(station.screen) == [2])
            #expect(SetAside.alarms(in: state.station).map(\.part) == [.damagedReplies])
            #expect(try kept().count == 2)
        }
    }
}
