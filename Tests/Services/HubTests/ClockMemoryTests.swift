import DeviceIdentity
import Foundation
import Ground
import Testing
import Watchlist

@testable import Hub

@Suite("A hub whose clock is wrong") struct ClockMemoryTests {
    private static let day: Int64 = 86_400

    private func hub(_ folder: URL, _ clock: TestClock) async throws -> Hub {
        try await Hub.create(
            at: folder, title: "Centre", hosts: ["127.0.0.1"], database: TestDatabase.fresh()
        ) { clock.now }
    }

    @Test(
        "signs nothing while it is more than a day from when the hub last worked, until a person says that it is right",
        arguments: [365 * day, -365 * day, day + 1, -day - 1])
    func wrong(seconds: Int64) async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            let hub = try await hub(folder, clock)
            try await hub.change("interpol", [])
            _ = try await hub.publish()
            let timestamp = folder.appending(path: "repository/metadata/timestamp.json")
            let before = try Data(contentsOf: timestamp)
            clock.advance(seconds: seconds)
            try await hub.change("interpol", [.remove(id: "a")])
            for _ in 0..<2 {
                await #expect(throws: Fault(.init("hub.clock"), "")) { _ = try await hub.publish() }
                await #expect(throws: Fault(.init("hub.clock"), "")) { _ = try await hub.renewRoot() }
            }
            #expect(try Data(contentsOf: timestamp) == before)
            try await hub.trustClock()
            _ = try await hub.publish()
            // Set right again, it is the other way round.
            clock.advance(seconds: -seconds)
            await #expect(throws: Fault(.init("hub.clock"), "")) { _ = try await hub.publish() }
        }
    }

    @Test("lets nobody in and renews nothing")
    func nobodyIn() async throws {
        // No server runs beside it, whose rounds would note the moved clock.
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            let hub = try await hub(folder, clock)
            try ListeningPorts(enrolment: 1, device: 1).write(hub.folder, nil)
            let code = try await hub.invite(until: Timestamp(clock.now.date + 3600)).code
            clock.advance(seconds: 2 * Self.day)
            let (request, address) = (
                try AskingDevice().request(code: code), try #require(ServerAddress("https://localhost:1"))
            )
            await #expect(throws: Fault(.init("hub.clock"), "")) {
                _ = try await hub.enrol(request, deviceURL: address)
            }
        }
    }

    @Test("is none that moves on, day by day, or a hub of before that remembers no time")
    func right() async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            let hub = try await hub(folder, clock)
            for _ in 0..<10 {
                clock.advance(seconds: Self.day)
                try await hub.publisher.renew(now: clock.now.date)
            }
            _ = try await hub.store.transaction { try $0.execute("DELETE FROM publication WHERE role = 'clock'") }
            clock.advance(seconds: 30 * Self.day)
            try await hub.publisher.renew(now: clock.now.date)
            _ = try await hub.store.transaction { try $0.execute("DELETE FROM publication WHERE role = 'clock'") }
            clock.advance(seconds: -2 * Self.day)
            await #expect(throws: Fault(.init("hub.clock"), "")) { try await hub.publisher.renew(now: clock.now.date) }
        }
    }
}
