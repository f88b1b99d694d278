import Emulators
import Foundation
import Ground
import NIOCore
import NIOPosix
import Testing

@testable import EmulatorServer

@Suite("The control socket", .timeLimit(.minutes(20)))
struct ControlServerTests {
    private static let most = 64 << 10

    /// Serves a reader and a camera, and hands the socket's path over.
    private func serve(_ body: @Sendable @escaping (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "c-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let equipment: [any EmulatedEquipment] = [
            try EmulatorCatalogue.equipment("05ba:000a:A", port: "9-1"),
            try EmulatorCatalogue.equipment("1209:2c01:C", port: "9-2"),
        ]
        let path = folder.appending(path: "s").path
        let server = ControlServer(EmulatorHands(equipment, prints: folder))
        let (ready, signal) = AsyncStream.makeStream(of: Void.self)
        let serving = Task { try await server.run(socket: path) { signal.yield() } }
        for await _ in ready { break }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        let result = await Task { try await body(path) }.result
        serving.cancel()
        _ = await serving.result
        #expect(!FileManager.default.fileExists(atPath: path))
        try result.get()
    }

    /// Sends bytes and reads until as many lines have come, or the server hangs up.
    private static func lines(_ bytes: [UInt8], at path: String, count: Int) async throws -> [String] {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { replies, requests in
            // The server may hang up while it is still being written to.
            try? await requests.write(ByteBuffer(bytes: bytes))
            var text = ""
            guard count > 0 else { return [] }
            do {
                for try await reply in replies {
                    text += String(buffer: reply)
                    if text.count(where: { $0 == "\n" }) >= count { break }
                }
            } catch is IOError {}
            return text.split(separator: "\n").map(String.init)
        }
    }

    @Test("answers every line, whatever it says, in order")
    func lines() async throws {
        try await serve { path in
            let requests = [
                "", "nonsense", "{}", "[]", "{\"do\":\"explode\"}", "{\"do\":\"lift\",\"device\":7}", "\u{FF}\u{0}",
                String(repeating: "[", count: 40_000), "{\"do\":\"list\"}",
            ]
            let bytes: [UInt8] = requests.flatMap { [UInt8]($0.utf8) + [0x0A] }
            let replies = try await Self.lines(bytes, at: path, count: requests.count)
            #expect(replies.count == requests.count)
            for reply in replies.dropLast() { #expect(reply.contains("\"emulator.control\""), "\(reply)") }
            #expect(replies.last?.contains("1209:2c01:C") == true)
        }
    }

    @Test("hangs up on a line that does not end, and serves the next client")
    func endless() async throws {
        try await serve { path in
            let endless = [UInt8](repeating: 0x7B, count: Self.most + 1)
            let ended = try await Self.lines(endless, at: path, count: 1)
            #expect(ended.isEmpty)
            let list = try await ControlClient.tell(ControlRequest(.list), at: path)
            #expect(list.devices?.count == 2)
        }
    }

    @Test("lets a client leave in the middle of a line")
    func leaves() async throws {
        try await serve { path in
            let half = try await Self.lines(Array("{\"do\":".utf8), at: path, count: 0)
            #expect(half.isEmpty)
            let next = try await ControlClient.tell(ControlRequest(.list), at: path)
            #expect(next.ok)
        }
    }

    @Test("spoils a camera as it does a reader, but lays no finger on it")
    func camera() async throws {
        try await serve { path in
            let spoil = ControlRequest(.fault, device: "9-2", fault: "errorBit")
            let spoilt = try await ControlClient.tell(spoil, at: path)
            #expect(spoilt.ok)
            let deafened = try await ControlClient.tell(ControlRequest(.deafen, device: "9-2"), at: path)
            #expect(deafened.ok)
            await #expect(throws: Fault(.init("emulator.device"), "")) {
                try await ControlClient.tell(ControlRequest(.present, device: "9-2"), at: path)
            }
            await #expect(throws: Fault(.init("emulator.fault"), "")) {
                try await ControlClient.tell(ControlRequest(.fault, device: "9-2", fault: "flood"), at: path)
            }
        }
    }
}
