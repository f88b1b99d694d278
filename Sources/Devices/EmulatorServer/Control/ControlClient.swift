internal import Foundation
public import Ground
internal import NIOCore
internal import NIOPosix

/// Says one line to a ``ControlServer`` and hears the answer.
public enum ControlClient {
    /// - Throws: ``Fault`` `emulator.control` when there is nobody, or whatever the server answers instead of ok.
    public static func tell(_ request: ControlRequest, at path: String) async throws(Fault) -> ControlReply {
        let reply: ControlReply
        do {
            let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: path) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(LineDecoder()))
                        return try NIOAsyncChannel<String, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            reply = try await connection.executeThenClose { lines, requests in
                try await requests.write(ByteBuffer(bytes: try WireJSON.encode(request) + [0x0A]))
                for try await line in lines {
                    return try JSONDecoder().decode(ControlReply.self, from: Data(line.utf8))
                }
                throw ChannelError.eof
            }
        } catch {
            throw Fault(
                .emulatorControl, "no emulator answers at \(path); start ridgeline emulate with --control",
                cause: error)
        }
        guard reply.ok else {
            throw Fault(reply.code.map(Fault.Code.init(rawValue:)) ?? .emulatorControl, reply.message ?? "")
        }
        return reply
    }
}
