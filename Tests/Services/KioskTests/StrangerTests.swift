import CollectingLog
import DeviceSettings
import Foundation
import Ground
import HTTPTypes
import Logging
import ManualClock
import NIOCore
import Operations
import Testing

@testable import Kiosk
@testable import Station

@Suite("Who has no business at the kiosk", .timeLimit(.minutes(20)))
struct StrangerTests {
    /// With a journal whose minute never ends, however busy the machine is.
    private func kiosk(_ door: KioskDoor = TheKey.door, _ logger: Logger = Logger(label: "test")) throws -> Kiosk {
        try Kiosk(
            door: door, announcer: Announcer(), recorder: .passing(), orders: OfficerOrders(),
            emulation: Emulation([.init(place: { _ in }, lift: {})]),
            logger: logger, clock: StoppedClock())
    }

    @Test("Strangers who hold all their places take none of the officer's")
    func strangers() async throws {
        try await kiosk().test(KioskLimits(strangers: 4, known: 4)) { client in
            let port = client.port
            let page = try #require(
                PlainClient.drip("GET /events HTTP/1.1\r\n\(PlainClient.front(port))\r\n", port: port))
            #expect(await page.first.contains(" 200 "))
            let crowd = (0..<40).compactMap { _ in PlainClient.drip("GET /", port: port) }
            #expect(crowd.count == 40)
            // The oldest have made room for the others.
            for stranger in crowd.dropLast(4) { #expect(await stranger.first == "") }
            #expect(await PlainClient.isServed(port: port))
            #expect(await page.isOpen)
            (crowd + [page]).forEach { $0.end() }
        }
    }

    @Test("Who asks and never reads is hung up on")
    func unread() async throws {
        let limits = KioskLimits(idle: .seconds(3600), request: .seconds(3600), reading: .milliseconds(1))
        try await kiosk().test(limits) { client in
            let front = PlainClient.front(client.port)
            let request = "GET /words.json HTTP/1.1\r\n\(front)\r\n"
            #expect(await PlainClient.isHungUpOn(port: client.port, asking: request))
            #expect(await PlainClient.isServed(port: client.port))
        }
    }

    @Test("Another user of this machine is turned away unheard, key or no key, and the journal says so in one line")
    func otherUsers() async throws {
        let log = CollectingLog()
        let door = KioskDoor(port: 0, users: [geteuid() + 1], key: TheKey.door.key)
        try await kiosk(door, log.logger).test { client in
            for _ in 0..<40 { #expect(!(await PlainClient.isServed(port: client.port))) }
        }
        let lines = log.whole.filter { $0.hasPrefix("refused") }
        #expect(lines.count == 1 && lines.first?.contains("user \(geteuid())") == true, "\(lines)")
    }

    @Test("What strangers ask for is counted in the journal, a line a minute, and nothing of it is written there")
    func journal() throws {
        let (log, clock) = (CollectingLog(), ManualClock())
        let refusals = Refusals(log.logger, clock)
        for _ in 0..<1000 { refusals.note(.kioskKey, "requests") }
        refusals.note(.kioskForeign, "requests")
        clock.move(by: .seconds(59))
        refusals.note(.kioskKey, "requests")
        #expect(log.whole.count == 2)
        clock.move(by: .seconds(1))
        refusals.note(.kioskKey, "requests")
        #expect(log.whole.count == 3 && log.whole.last?.contains("1001") == true, "\(log.whole)")
    }

    @Test("Nothing of a stranger's request is in the journal")
    func silence() async throws {
        let log = CollectingLog()
        try await kiosk(TheKey.door, log.logger).test { client in
            for _ in 0..<50 {
                try await client.ask("/secret-words", as: "Bearer secret-words") {
                    #expect($0.status.kind == .clientError)
                }
                try await client.ask("/status?secret-words", as: nil) { #expect($0.status == .unauthorized) }
            }
        }
        #expect(log.whole.count == 1 && !log.whole.contains { $0.contains("secret-words") }, "\(log.whole)")
    }
}
