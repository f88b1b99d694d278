internal import Ground
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import Serving

/// One port: TLS, HTTP/1.1, limits on everything a stranger can make long, and a router behind it.
struct Listener<Context: RequestContext>: Service where Context.Source == ApplicationRequestContextSource {
    private let application: Application<RouterResponder<Context>>
    private let port: Int

    /// - Parameter onListening: called with the port, once connections are accepted.
    init(
        router: Router<Context>, certificate: ServerCertificate, proof: HandshakeGuard.Proof, port: Int,
        configuration: HubServer.Configuration, logger: Logger, onListening: @escaping @Sendable (Int) async -> Void
    ) {
        self.port = port
        let requestTimeout = TimeAmount(configuration.requestTimeout)
        let handshakeTimeout = TimeAmount(configuration.handshakeTimeout)
        let places = ConnectionPlaces(
            strangers: proof == .certificate ? configuration.strangers : configuration.connections,
            known: configuration.connections, knownOfOneName: configuration.connectionsOfOne)
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                HandshakeGuard(proof, within: handshakeTimeout, places), ConnectionGuard(requestTimeout),
                ContinueHandler(),
            ],
            idleTimeout: TimeAmount(configuration.idleTimeout),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 8192, maxHeaderListSize: 16_384, maxHeaderFieldCount: 64))
        application = Application(
            responder: router.buildResponder(),
            server: HTTPServerBuilder { responder in
                RenewedTLS(
                    HTTP1Channel(responder: responder, configuration: http), certificate: certificate, proof: proof)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.address, port: port), serverName: nil,
                availableConnectionsDelegate: FreePlaces(places: places)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) }, logger: logger)
    }

    /// - Throws: ``Fault`` `hub.listen` when the port cannot be had.
    func run() async throws {
        do { try await application.run() } catch let error as IOError {
            throw Fault(
                .hubListen, "cannot listen at port \(port); stop who holds it, or give the hub another port",
                cause: error)
        }
    }
}
