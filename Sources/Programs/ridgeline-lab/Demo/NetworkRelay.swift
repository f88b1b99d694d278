import NIOCore
import NIOPosix
import Synchronization

/// The network between link and hub: a TCP relay on loopback that can be cut and mended.
final class NetworkRelay: Sendable {
    /// Where the link connects to.
    let port: Int
    private let server: any Channel
    private let state: State

    private final class State: Sendable {
        struct Contents {
            var cut = false
            var open: [ObjectIdentifier: any Channel] = [:]
        }
        let contents = Mutex(Contents())

        /// Whether the connection may stay; it is remembered for the next cut.
        func admit(_ channel: any Channel) -> Bool {
            let admitted = contents.withLock { contents in
                if !contents.cut { contents.open[ObjectIdentifier(channel)] = channel }
                return !contents.cut
            }
            channel.closeFuture.whenComplete { _ in
                self.contents.withLock { _ = $0.open.removeValue(forKey: ObjectIdentifier(channel)) }
            }
            return admitted
        }
    }

    /// - Parameter target: the hub's port on loopback.
    init(target: Int) async throws {
        let state = State()
        self.state = state
        let group = MultiThreadedEventLoopGroup.singleton
        server = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { inbound in
                guard state.admit(inbound) else { return inbound.close() }
                return ClientBootstrap(group: inbound.eventLoop).channelOption(.autoRead, value: false)
                    .connect(host: "127.0.0.1", port: target).flatMap { outbound in
                        _ = state.admit(outbound)
                        return inbound.pipeline.addHandler(Forwarder(to: outbound)).flatMap {
                            outbound.pipeline.addHandler(Forwarder(to: inbound))
                        }.flatMap { inbound.setOption(.autoRead, value: true) }
                            .flatMap { outbound.setOption(.autoRead, value: true) }
                    }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = server.localAddress?.port ?? 0
    }

    /// Closes every connection and refuses new ones.
    func cut() {
        let open = state.contents.withLock { contents in
            contents.cut = true
            return Array(contents.open.values)
        }
        for channel in open { channel.close(promise: nil) }
    }

    func mend() { state.contents.withLock { $0.cut = false } }
}

/// Passes every byte on to the other side, and the end of the stream too.
private final class Forwarder: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    private let other: any Channel

    init(to other: any Channel) { self.other = other }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        other.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }
    func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
