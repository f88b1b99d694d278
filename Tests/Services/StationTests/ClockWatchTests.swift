import CollectingLog
import Foundation
import Ground
import Identification
import Pauses
import Synchronization
import Testing

@testable import DeviceIdentity
@testable import Station

@Suite("The watch over the clock", .timeLimit(.minutes(20)))
struct ClockWatchTests {
    private let file = FileManager.default.temporaryDirectory.appending(path: "time-\(UUIDv7()).json")
    private let noon = Date(timeIntervalSince1970: 1_800_000_000)

    private final class Hands: Sendable {
        private let time: Mutex<Date>
        init(_ time: Date) { self.time = Mutex(time) }
        var now: Date {
            get { time.withLock { $0 } }
            set { time.withLock { $0 = newValue } }
        }
    }

    private func currentLists(signed: Date?) -> CurrentLists {
        let currentLists = CurrentLists()
        currentLists.replace(
            with: CurrentLists.Snapshot(galleries: Galleries([]), lists: [:], expires: nil, signed: signed) { _ in nil }
        )
        return currentLists
    }

    @Test(
        "finds a clock that is behind what was signed, and lets one pass that is minutes off or ahead",
        arguments: [(-86_400 * 365.0, true), (-301, true), (-299, false), (0, false), (86_400 * 365, false)]
            as [(Double, Bool)])
    func signed(offset: Double, isBehind: Bool) {
        let watch = ClockWatch(
            file, currentLists: currentLists(signed: noon), announcer: Announcer(), logger: CollectingLog().logger)
        #expect(watch.fault(at: noon + offset)?.code.rawValue == (isBehind ? "clock.behind" : nil))
    }

    @Test("knows after a restart what time it has been, says once that the clock is behind, and when it is right again")
    func seen() async throws {
        defer { try? FileManager.default.removeItem(at: file) }
        for (offset, isBehind) in [(0.0, false), (-86_400, true), (60, false)] {
            let (announcer, log, pauses, hands) = (Announcer(), CollectingLog(), Pauses(), Hands(noon + offset))
            let watch = ClockWatch(
                file, currentLists: CurrentLists(), announcer: announcer, logger: log.logger, now: { hands.now },
                sleep: pauses.sleep)
            let service = Task { try await watch.run() }
            defer { service.cancel() }
            var pause = await pauses.next()
            #expect(pause.duration == .seconds(60))
            #expect(announcer.screen.alarms.map(\.part) == (isBehind ? [.clock] : []))
            pause = await pauses.round(pause)
            #expect(log.messages == (isBehind ? ["clock"] : []))
            hands.now = noon + 30
            _ = await pauses.round(pause)
            #expect(announcer.screen.alarms.isEmpty)
        }
    }

    @Test(
        "A time that cannot be read is set aside, said, and begun anew",
        arguments: ["", "x", #"{"seen":"yesterday"}"#, String(repeating: " ", count: 2000)])
    func damaged(content: String) async throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "clock-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: root) }
        let state = StateDirectory(root).station
        try state.prepare()
        try Data(content.utf8).write(to: state.seenTime)
        let (announcer, log, pauses, noon) = (Announcer(), CollectingLog(), Pauses(), noon)
        let watch = ClockWatch(
            state.seenTime, currentLists: CurrentLists(), announcer: announcer, logger: log.logger, now: { noon },
            sleep: pauses.sleep)
        #expect(log.messages == ["the time that was seen"])
        let alarm = try #require(SetAside.alarms(in: state).first)
        #expect(alarm.part == .damagedState && alarm.message.contains("clock"))
        let aside = URL(filePath: state.seenTime.path + ".damaged-20270115T080000000")
        #expect(try String(contentsOf: aside, encoding: .utf8) == content)
        let service = Task { try await watch.run() }
        defer { service.cancel() }
        _ = await pauses.next()
        #expect(try String(contentsOf: state.seenTime, encoding: .utf8).contains("2027-01-15T08:00:00"))
    }
}
