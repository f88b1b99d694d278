internal import Foundation
public import Ground
internal import NIOCore
internal import NIOPosix

/// The control protocol on a Unix socket: a line of JSON each way.
public struct ControlServer: Sendable {
    private typealias Connection = NIOAsyncChannel<String, ByteBuffer>

    private let hands: EmulatorHands

    public init(_ hands: EmulatorHands) { self.hands = hands }

    /// Serves until the calling task is cancelled.
    ///
    /// - Parameters:
    ///   - path: of the socket, which only this user may use.
    ///   - ready: called once clients can connect.
    /// - Throws: ``Fault`` `emulator.control` when there cannot be such a socket.
    public func run(socket path: String, ready: @Sendable () -> Void = {}) async throws(Fault) {
        do {
            let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(LineDecoder()))
                        return try Connection(wrappingChannelSynchronously: channel)
                    }
                }
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            defer { try? FileManager.default.removeItem(atPath: path) }
            ready()
            try await listener.serve { await converse($0) }
        } catch is CancellationError {
            return
        } catch {
            throw Fault(
                .emulatorControl, "cannot serve the control socket \(path); choose another path", cause: error)
        }
    }

    private func converse(_ connection: Connection) async {
        // Whatever ends the conversation, the client is gone.
        try? await connection.executeThenClose { lines, replies in
            for try await line in lines {
                var reply = ControlReply(
                    ok: false, code: "emulator.control", message: "this is no request; see docs/emulation.md")
                if let request = try? JSONDecoder().decode(ControlRequest.self, from: Data(line.utf8)) {
                    reply = await hands.answer(request)
                }
                try await replies.write(ByteBuffer(bytes: try WireJSON.encode(reply) + [0x0A]))
            }
        }
    }
}

/// Lines of a bounded length.
struct LineDecoder: ByteToMessageDecoder {
    typealias InboundOut = String

    private static let mostBytes = 64 << 10

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        guard let end = buffer.readableBytesView.firstIndex(of: 0x0A) else {
            guard buffer.readableBytes <= Self.mostBytes else {
                throw Fault(.emulatorControl, "a line is longer than \(Self.mostBytes) bytes; send shorter ones")
            }
            return .needMoreData
        }
        let line = buffer.readString(length: end - buffer.readerIndex) ?? ""
        buffer.moveReaderIndex(forwardBy: 1)
        context.fireChannelRead(wrapInboundOut(line))
        return .continue
    }
}
