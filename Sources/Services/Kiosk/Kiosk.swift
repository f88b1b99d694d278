public import Capture
internal import Evidence
internal import Ground
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
public import Logging
internal import NIOCore
public import ServiceLifecycle
internal import Serving
public import Station

/// The officer's page and the events behind it, on loopback only.
///
/// | route | what |
/// |---|---|
/// | `GET /` | the page |
/// | `GET /events` | server-sent events: name and JSON of each ``StationEvent`` |
/// | `GET /status` | how things stand, as JSON |
/// | `PUT /officer` | who is on duty, as plain text |
/// | `GET /camera`, `GET /camera/frame` | what the camera sees, moving or still; absent without a camera |
/// | `POST /veto` | `{"correlation": …, "kind": …, "reason": …}`: an officer sets an answer aside; see ``AuditVeto`` |
/// | `PUT /finger`, `DELETE /finger` | places a picture on the emulated reader's glass, lifts it; absent with a real reader |
public struct Kiosk: Service {
    private let port: Int
    private let announcer: Announcer
    private let ledger: Ledger
    private let emulation: Emulation?
    private let camera: ManagedCamera?
    private let logger: Logger

    public init(
        port: Int, announcer: Announcer, ledger: Ledger, emulation: Emulation?, camera: ManagedCamera? = nil,
        logger: Logger
    ) {
        self.port = port
        self.announcer = announcer
        self.ledger = ledger
        self.emulation = emulation
        self.camera = camera
        self.logger = logger
    }

    public func run() async throws { try await application().run() }

    /// Whoever may open a connection on this machine must not be able to use up the station's file descriptors.
    func application(_ limits: KioskLimits = KioskLimits()) -> some ApplicationProtocol {
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(TimeAmount(limits.request))],
            idleTimeout: TimeAmount(limits.idle),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 8192, maxHeaderListSize: 16_384, maxHeaderFieldCount: 64))
        return Application(
            router: router(), server: .http1(configuration: http),
            configuration: .init(
                address: .hostname("127.0.0.1", port: port), serverName: "ridgeline-kiosk",
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
            logger: logger)
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: LoopbackOnly())
        router.get("/") { _, _ in Self.page() }
        router.get("/events") { _, _ in EventStream.response(announcer.events()) }
        router.get("/status") { _, _ in EventStream.status(announcer.current) }
        router.put("/officer") { request, _ in
            let body = try await request.body.collect(upTo: 256)
            try await ledger.change(officer: String(buffer: body))
            return HTTPResponse.Status.noContent
        }
        router.post("/veto") { request, _ in
            let body = try await request.body.collect(upTo: 1024)
            do throws(Fault) {
                let veto: Veto = try WireJSON.decode(
                    from: Array(body.readableBytesView), limit: 1024, naming: "the veto")
                try await ledger.veto(veto.correlation, kind: veto.kind, reason: veto.reason)
            } catch {
                throw HTTPError(.badRequest, message: error.message)
            }
            return HTTPResponse.Status.noContent
        }
        if let camera { CameraStream(camera).add(to: router) }
        if let emulation { emulation.add(to: router) }
        return router
    }

    private struct Veto: Decodable {
        let correlation: UUIDv7
        let kind: AuditVeto.Kind
        let reason: AuditVeto.Reason
    }

    private static func page() -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "text/html; charset=utf-8"
        headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src 'self'"
        return Response(
            status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: PackageResources.index_html)))
    }
}
