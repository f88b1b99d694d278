internal import Glibc
internal import Ground
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypesHTTP1
internal import NIOPosix
internal import Operations
internal import ServiceLifecycle
internal import Serving

/// Takes up the sockets that systemd holds, or listens itself, and hands each request to the routes.
///
/// Hummingbird's own server cannot take a socket that is there already; its connections are what is used here.
struct KioskServer: Sendable {
    /// Connections that wait until they are accepted: while the station starts, and while strangers are turned away.
    private static let backlog: Int32 = 4096

    private let door: KioskDoor
    private let places: ConnectionPlaces
    private let refusals: Refusals
    private let connection: HTTP1Channel
    private let logger: Logger

    init(
        _ door: KioskDoor, _ limits: KioskLimits, _ places: ConnectionPlaces, _ refusals: Refusals,
        routes: RouterResponder<KioskContext>, logger: Logger
    ) {
        (self.door, self.places, self.refusals, self.logger) = (door, places, refusals, logger)
        let configuration = HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                AnswerHeaders(), ConnectionGuard(TimeAmount(limits.request)), ReadingGuard(TimeAmount(limits.reading)),
                ContinueHandler(),
            ],
            idleTimeout: TimeAmount(limits.idle),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 8192, maxHeaderListSize: 16_384, maxHeaderFieldCount: 64))
        connection = HTTP1Channel(
            responder: { request, writer, channel in
                let context = KioskContext(source: .init(channel: channel, logger: logger))
                let answer: Response
                do { answer = try await routes.respond(to: request, context: context) } catch let error
                    as HTTPParserError
                {
                    throw error
                } catch { answer = Response(status: .internalServerError) }
                try await writer.write(response: answer.head, body: answer.body)
            }, configuration: configuration)
    }

    /// Serves until a shutdown.
    ///
    /// - Parameter onListening: told the port when connections are accepted.
    /// - Throws: ``Fault`` `kiosk.listen`.
    func run(onListening: @Sendable (Int) -> Void) async throws {
        let (arrivals, arrival) = AsyncStream.makeStream(of: HTTP1Channel.Value.self)
        let listeners = try await listen(arrival)
        onListening(listeners.first?.localAddress?.port ?? door.port)
        // Not cancelled from outside: whoever has come is seen off.
        let serving = Task {
            await withDiscardingTaskGroup { group in
                for await guest in arrivals { group.addTask { await connection.handle(value: guest, logger: logger) } }
            }
        }
        @Sendable func stop(_ end: (any Channel) -> Void) {
            for listener in listeners { listener.close(promise: nil) }
            arrival.finish()
            places.channels.forEach(end)
        }
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await serving.value
            } onGracefulShutdown: {
                stop { $0.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
            }
        } onCancel: {
            stop { $0.close(promise: nil) }
        }
    }

    private func listen(_ arrival: AsyncStream<HTTP1Channel.Value>.Continuation) async throws(Fault) -> [any Channel] {
        let bootstrap = bootstrap(arrival)
        do {
            guard !door.sockets.isEmpty else {
                return [try await bootstrap.bind(host: "127.0.0.1", port: door.port).get()]
            }
            var listeners: [any Channel] = []
            for socket in door.sockets {
                let listener = try await bootstrap.withBoundSocket(socket).get()
                let address = listener.localAddress
                guard ["127.0.0.1", "::1"].contains(address?.ipAddress), address?.port == door.port else {
                    throw Fault(
                        .kioskListen,
                        "systemd holds \(address?.description ?? "no address"), and kiosk.port is \(door.port) on loopback; make ridgeline-kiosk.socket and station.yaml agree"
                    )
                }
                // As the library leaves it the queue is short.
                Glibc.listen(socket, Self.backlog)
                listeners.append(listener)
            }
            return listeners
        } catch let fault as Fault { throw fault } catch {
            throw Fault(
                .kioskListen,
                "cannot listen at port \(door.port) of 127.0.0.1; find who holds it (`ss -ltnp`) and stop it, or set kiosk.port",
                cause: error)
        }
    }

    private func bootstrap(_ arrival: AsyncStream<HTTP1Channel.Value>.Continuation) -> ServerBootstrap {
        let doorkeeper = Doorkeeper(door.users, refusals)
        return ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { [connection, places, logger] channel in
                guard let name = doorkeeper.name(of: channel) else {
                    // Reset, not closed: else his end would keep its port, of which there are few, as long as he likes.
                    let reset = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
                    return (reset ?? channel.eventLoop.makeSucceededVoidFuture())
                        .flatMapThrowing { throw ChannelError.ioOnClosedChannel }
                }
                return connection.setup(channel: channel, logger: logger).flatMapThrowing { guest in
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(ConnectionPlace(places, name), position: .first)
                    let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
                    try pipeline.addHandler(AbsoluteForm(), position: .before(codec))
                    if case .enqueued = arrival.yield(guest) { return }
                    // After the end: it is seen off like the others.
                    channel.close(promise: nil)
                    Task { await connection.handle(value: guest, logger: logger) }
                }
            }
    }
}
