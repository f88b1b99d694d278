import Emulators
import Ground
import NIOCore
import NIOPosix
import Testing
import USBTransport

@testable import EmulatorServer

@Suite("A USB/IP server", .timeLimit(.minutes(20)))
struct USBIPServerTests {
    private typealias Wire = USBIPParserTests
    private static let importReplyLength = 8 + 312

    /// Serves one U.are.U 4500 at 9-1 on a free port.
    private func serve(_ body: @Sendable @escaping (Int, EmulatedDevice<URU4000Machine>) async throws -> Void)
        async throws
    {
        let reader = EmulatedURU4000(serial: "A").device
        let (ready, signal) = AsyncStream.makeStream(of: Int.self)
        let serving = Task { try await USBIPServer([reader]).run(port: 0) { signal.yield($0) } }
        var port = 0
        for await number in ready {
            port = number
            break
        }
        let result = await Task { [port] in try await body(port, reader) }.result
        serving.cancel()
        _ = await serving.result
        try result.get()
    }

    /// A client that sends bytes, reads `count` of the answer or until the server hangs up, and leaves.
    private static func answer(to bytes: [UInt8], port: Int, count: Int) async throws -> [UInt8] {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { replies, requests in
            // The server may hang up while it is still being written to.
            try? await requests.write(ByteBuffer(bytes: bytes))
            var answer: [UInt8] = []
            do {
                for try await reply in replies {
                    answer += [UInt8](buffer: reply)
                    if answer.count >= count { break }
                }
            } catch is IOError {}
            return answer
        }
    }

    @Test("lists what is plugged in, and hangs up")
    func list() async throws {
        try await serve { port, reader in
            let full = try await Self.answer(to: Wire.list, port: port, count: .max)
            // Version, code, status and count; a device of 312 bytes and 4 bytes for its one interface.
            #expect(full.count == 12 + 312 + 4)
            #expect(Array(full.prefix(12)) == [0x01, 0x11, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1])
            await reader.unplug()
            let empty = try await Self.answer(to: Wire.list, port: port, count: .max)
            #expect(empty.count == 12)
        }
    }

    @Test("answers a transfer of a client that has imported the device, byte for byte")
    func descriptor() async throws {
        try await serve { port, reader in
            let ask = Wire.command([1, 9, 0x10001, 1, 0, 0x200, 18, 0, 0, 0], [0x80, 6, 0, 1, 0, 0, 18, 0])
            let answer = try await Self.answer(
                to: Wire.importDevice + ask, port: port, count: Self.importReplyLength + 48 + 18)
            let reply = answer.dropFirst(Self.importReplyLength)
            #expect(Array(reply.prefix(8)) == [0, 0, 0, 3, 0, 0, 0, 9])
            #expect(Array(reply.dropFirst(48)) == reader.descriptors.device)
        }
    }

    /// What a client sends after it has imported the device, and that must end its connection.
    static let hostile: [(String, [UInt8])] = [
        ("an unknown command", Wire.command([5, 1, 0, 0, 0, 0, 0, 0, 0, 0])),
        ("a transfer of 2 GB", Wire.command([1, 1, 0, 0, 2, 0, 0x7FFF_FFFF, 0, 0, 0])),
        ("an endpoint that cannot be", Wire.command([1, 1, 0, 1, 16, 0, 64, 0, 0, 0])),
        (
            "one number twice",
            Wire.command([1, 1, 0, 1, 1, 0, 64, 0, 0, 0]) + Wire.command([1, 1, 0, 1, 1, 0, 64, 0, 0, 0])
        ),
        ("reads without end", (1...300).flatMap { Wire.command([1, $0, 0, 1, 1, 0, 64, 0, 0, 0]) }),
    ]

    @Test("hangs up on a client that breaks the protocol, and the device is free again", arguments: hostile)
    func hangUp(what: String, bytes: [UInt8]) async throws {
        try await serve { port, reader in
            // Ends only because the server hangs up.
            let answer = try await Self.answer(to: Wire.importDevice + bytes, port: port, count: .max)
            #expect(Array(answer.prefix(8)) == [0x01, 0x11, 0, 3, 0, 0, 0, 0], "imported before it broke the protocol")
            await reader.until { !$0.isClaimed }
            let list = try await Self.answer(to: Wire.list, port: port, count: .max)
            #expect(list.count == 12 + 312 + 4)
        }
    }

    @Test("frees the device when its client leaves, in the middle of a message too", arguments: [1, 20, 47])
    func truncated(count: Int) async throws {
        try await serve { port, reader in
            let bytes = Wire.importDevice + Wire.bulkIn.prefix(count)
            let part = try await Self.answer(to: bytes, port: port, count: Self.importReplyLength)
            #expect(part.count >= 8)
            await reader.until { !$0.isClaimed }
        }
    }

    @Test("hangs up on bytes that are no request at all")
    func garbage() async throws {
        try await serve { port, _ in
            let request = [UInt8]("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
            let nothing = try await Self.answer(to: request, port: port, count: .max)
            #expect(nothing.isEmpty)
            let list = try await Self.answer(to: Wire.list, port: port, count: .max)
            #expect(list.count > 12)
        }
    }

    @Test("refuses a device that is not there, and one that another has")
    func refuse() async throws {
        try await serve { port, reader in
            try await reader.claim()
            let refusal: [UInt8] = [0x01, 0x11, 0, 3, 0, 0, 0, 1]
            let busy = try await Self.answer(to: Wire.importDevice, port: port, count: .max)
            #expect(busy == refusal)
            await reader.close()
            var other = Wire.importDevice
            other[10] = UInt8(ascii: "7")
            let missing = try await Self.answer(to: other, port: port, count: .max)
            #expect(missing == refusal)
        }
    }
}
