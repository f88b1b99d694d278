import DeviceIdentity
import Foundation
import Ground
import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import NIOPosix
import Serving
import Testing

@testable import Hub

@Suite("Connections") struct ConnectionTests {
    private static let address = "192.0.2.1"

    private func channels(_ count: Int) -> [EmbeddedChannel] { (0..<count).map { _ in EmbeddedChannel() } }

    private func isOpen(_ channels: [EmbeddedChannel]) -> [Bool] {
        for channel in channels { channel.embeddedEventLoop.run() }
        return channels.map(\.isActive)
    }

    private func connect(_ channels: [EmbeddedChannel]) throws {
        let address = try SocketAddress(ipAddress: Self.address, port: 1)
        for channel in channels { try channel.connect(to: address).wait() }
    }

    @Test("Of strangers who hold all places, the one with most of them loses the oldest")
    func strangers() throws {
        let places = ConnectionPlaces(strangers: 3, known: 2, knownOfOneName: 2)
        let guests = channels(5)
        try connect(guests)
        for (guest, name) in zip(guests, ["calm", "greedy", "greedy", "other", "calm"]) {
            places.arrive(guest, from: name)
        }
        // The fourth took the first place of the greedy one, the fifth its own first.
        #expect(isOpen(guests) == [false, false, true, true, true])
        #expect(places.isFree)
    }

    @Test("Strangers take no place of those who are known, and one of these no more than its share")
    func known() throws {
        let places = ConnectionPlaces(strangers: 1, known: 3, knownOfOneName: 2)
        let guests = channels(5)
        try connect(guests)
        for (guest, name) in zip(guests, ["a", "a", "a", "b"]) {
            places.arrive(guest, from: Self.address)
            places.recognise(guest, as: name)
        }
        #expect(isOpen(guests) == [false, true, true, true, true])
        #expect(!places.isFree)
        places.arrive(guests[4], from: Self.address)
        #expect(isOpen(guests) == [false, true, true, true, true])
        places.leave(guests[1])
        #expect(places.isFree)
    }

    @Test("Who was recognised after it had left, or after it had lost its place, takes none")
    func late() throws {
        let places = ConnectionPlaces(strangers: 1, known: 1, knownOfOneName: 1)
        let guests = channels(2)
        try connect(guests)
        places.arrive(guests[0], from: Self.address)
        places.leave(guests[0])
        places.recognise(guests[0], as: "a")
        #expect(places.isFree && places.channels.isEmpty)
        for guest in guests { places.arrive(guest, from: Self.address) }
        places.recognise(guests[0], as: "a")
        #expect(places.isFree && places.channels.count == 1)
    }

    @Test("Who takes nothing of the answers for long is hung up on; who reads on, slowly, is not")
    func unread() throws {
        let guests = channels(2)
        for guest in guests { try guest.pipeline.syncOperations.addHandler(ReadingGuard(.seconds(10))) }
        try connect(guests)
        func fill(_ guest: EmbeddedChannel, _ isFull: Bool) {
            guest.isWritable = !isFull
            guest.pipeline.fireChannelWritabilityChanged()
        }
        for guest in guests { fill(guest, true) }
        for guest in guests { guest.embeddedEventLoop.advanceTime(by: .seconds(9)) }
        fill(guests[1], false)
        fill(guests[1], true)
        for guest in guests { guest.embeddedEventLoop.advanceTime(by: .seconds(9)) }
        #expect(isOpen(guests) == [false, true])
    }

    @Test("Who does not say in time who it is, is hung up on; who asks in time is not")
    func deadline() throws {
        let places = ConnectionPlaces(strangers: 5, known: 5, knownOfOneName: 5)
        let guests = channels(2)
        for guest in guests {
            try guest.pipeline.syncOperations.addHandler(HandshakeGuard(.request, within: .seconds(10), places))
        }
        try connect(guests)
        let head = HTTPRequest(method: .get, scheme: "https", authority: "hub", path: "/v1/status")
        guests[0].embeddedEventLoop.advanceTime(by: .seconds(9))
        guests[1].embeddedEventLoop.advanceTime(by: .seconds(9))
        try guests[1].writeInbound(HTTPRequestPart.head(head))
        #expect(isOpen(guests) == [true, true])
        for guest in guests { guest.embeddedEventLoop.advanceTime(by: .seconds(2)) }
        #expect(isOpen(guests) == [false, true])
    }

    @Test("A request whose body never ends is hung up on, and one that ends in time is not")
    func stalled() throws {
        let guests = channels(2)
        for guest in guests { try guest.pipeline.syncOperations.addHandler(ConnectionGuard(.seconds(60))) }
        try connect(guests)
        for guest in guests {
            let head = HTTPRequest(method: .post, scheme: "https", authority: "hub", path: "/v1/enrol")
            try guest.writeInbound(HTTPRequestPart.head(head))
            guest.embeddedEventLoop.advanceTime(by: .seconds(59))
            try guest.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "{")))
        }
        try guests[1].writeInbound(HTTPRequestPart.end(nil))
        for guest in guests { guest.embeddedEventLoop.advanceTime(by: .seconds(2)) }
        #expect(isOpen(guests) == [false, true])
    }

    @Test(
        "Who asks first whether to send a body is told to go on, and nobody else is",
        arguments: [("100-continue", 1), ("100-Continue", 1), ("something", 0), (nil, 0)] as [(String?, Int)])
    func expectation(_ expectation: String?, answers: Int) throws {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(ContinueHandler())
        var head = HTTPRequest(method: .post, scheme: "https", authority: "hub", path: "/v1/enrol")
        head.headerFields[.expect] = expectation
        try channel.writeInbound(HTTPRequestPart.head(head))
        try channel.writeInbound(HTTPRequestPart.end(nil))
        var seen: [Int] = []
        while case .head(let answer)? = try channel.readOutbound(as: HTTPResponsePart.self) {
            seen.append(answer.status.code)
        }
        #expect(seen == Array(repeating: 100, count: answers))
        #expect(try channel.readInbound(as: HTTPRequestPart.self) == .head(head))
    }

    @Test("Devices are served while strangers hold every place they can get, at both ports")
    func starved() async throws {
        try await RunningHub.with(idleTimeout: .seconds(3600), connections: 4) { running in
            let code = try await running.code()
            let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            var silent: [any Channel] = []
            for port in [running.ports.device, running.ports.enrolment] {
                for _ in 0..<20 { silent.append(try await bootstrap.connect(host: "127.0.0.1", port: port).get()) }
            }
            try await running.withDevice(code: code) { (device: EnrolledDevice) async throws in
                #expect(try await device.client.send(.get, "/v1/messages").status == 200)
            }
            for channel in silent { try? await channel.close() }
        }
    }
}
