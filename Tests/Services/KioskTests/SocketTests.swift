import DeviceSettings
import Foundation
import Ground
import Logging
import Testing

@testable import Kiosk
@testable import Station

@Suite("The kiosk's socket", .timeLimit(.minutes(20)))
struct SocketTests {
    private func kiosk(_ door: KioskDoor = TheKey.door, _ logger: Logger = Logger(label: "test")) throws -> Kiosk {
        try Kiosk(
            door: door, announcer: Announcer(), recorder: .passing(), orders: OfficerOrders(),
            emulation: Emulation([.init(place: { _ in }, lift: {})]),
            logger: logger)
    }

    @Test("A socket that systemd holds is taken up, and who came while the station was down is served when it is back")
    func handed() async throws {
        let (socket, port) = try #require(PlainClient.listening())
        defer { close(socket) }
        let waiting = try #require(
            PlainClient.drip("GET /status HTTP/1.1\r\n\(PlainClient.front(port))\r\n", port: port))
        defer { waiting.end() }
        for _ in 0..<2 {
            // Each start gets a descriptor of its own.
            let door = KioskDoor(port: port, sockets: [dup(socket)], users: [geteuid()], key: TheKey.door.key)
            try await kiosk(door).test { client in
                #expect(client.port == port)
                #expect(await PlainClient.isServed(port: port))
            }
        }
        #expect(await waiting.first.contains(" 200 "))
    }

    @Test("A socket that is not the page's is refused, and so is a port that another holds")
    func misfits() async throws {
        let (stream, port) = try #require(PlainClient.listening())
        let (datagrams, other) = try #require(PlainClient.listening(SOCK_DGRAM))
        defer { [stream, datagrams].forEach { close($0) } }
        for (sockets, port) in [([dup(stream)], 1), ([dup(datagrams)], other), ([], port)] {
            let door = KioskDoor(port: port, sockets: sockets, users: [geteuid()], key: TheKey.door.key)
            await #expect(throws: Fault(.init("kiosk.listen"), "")) { try await kiosk(door).test { _ in } }
        }
    }
}
