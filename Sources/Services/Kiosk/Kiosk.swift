public import Capture
internal import DeviceSettings
internal import Evidence
internal import Foundation
internal import Ground
internal import HTTPTypes
internal import Hummingbird
public import Logging
internal import NIOCore
internal import Operations
public import ServiceLifecycle
internal import Serving
public import Station

/// The officer's page and the screens behind it, on loopback only, for the kiosk's user, who shows the key of this start.
///
/// | route | what |
/// |---|---|
/// | `POST /open` | `key=…`: the kiosk's browser shows the key, and gets a cookie of its own for all the others |
/// | `GET /`, `/page.js`, `/render.js`, `/page.css`, `/words.json` | the page |
/// | `GET /events` | server-sent events: each ``Screen`` as JSON, from the newest on or from `Last-Event-ID` |
/// | `GET /status` | how things stand, as JSON, without anything of a traveller |
/// | `PUT /officer` | who is on duty, as plain text |
/// | `POST /end` | `{"correlation": …}`: the officer is done with what is shown of this traveller |
/// | `POST /encounter` | what the officer wants of an encounter; see ``EncounterWish`` |
/// | `POST /read` | `{"number": …}`: the officer has read this reply of the centre |
/// | `POST /veto` | `{"correlation": …, "kind": …, "reason": …}`: an officer sets a verdict aside; see ``AuditVeto`` |
/// | `GET /camera`, `GET /camera/frame` | what the camera sees, moving or still; absent without a camera |
/// | `PUT /finger`, `DELETE /finger` | places a picture on the emulated reader's glass, lifts it; on another than the first with `?reader=2`; absent with real readers |
///
/// What is refused is answered with `{"code": …, "message": …}`.
public struct Kiosk: Service {
    private let door: KioskDoor
    private let announcer: Announcer
    private let recorder: AuditRecorder
    private let orders: OfficerOrders
    private let emulation: Emulation?
    private let camera: ManagedCamera?
    private let clock: any Clock<Duration>
    private let logger: Logger
    private let onListening: @Sendable () -> Void

    /// - Parameter onListening: told when the page can be reached.
    public init(
        door: KioskDoor, announcer: Announcer, recorder: AuditRecorder, orders: OfficerOrders,
        emulation: Emulation?, camera: ManagedCamera? = nil, logger: Logger,
        clock: any Clock<Duration> = ContinuousClock(),
        onListening: @escaping @Sendable () -> Void = {}
    ) {
        self.onListening = onListening
        self.clock = clock
        self.door = door
        self.announcer = announcer
        self.recorder = recorder
        self.orders = orders
        self.emulation = emulation
        self.camera = camera
        self.logger = logger
    }

    public func run() async throws { try await run(KioskLimits()) { _ in onListening() } }

    /// Whoever may open a connection on this machine must not be able to use up the station's file descriptors.
    func run(_ limits: KioskLimits, onListening: @Sendable (Int) -> Void) async throws {
        let places = ConnectionPlaces(strangers: limits.strangers, known: limits.known, knownOfOneName: limits.known)
        let refusals = Refusals(logger, clock)
        let server = KioskServer(
            door, limits, places, refusals, routes: router(limits, places, refusals).buildResponder(), logger: logger)
        try await server.run(onListening: onListening)
    }

    private func router(
        _ limits: KioskLimits, _ places: ConnectionPlaces, _ refusals: Refusals
    ) -> Router<KioskContext> {
        let outside = Router(context: KioskContext.self, options: .autoGenerateHeadEndpoints)
        outside.add(middleware: FaultMiddleware(refusals: refusals))
        outside.add(middleware: OwnAddressOnly(port: door.port))
        Opening.add(to: outside, key: door.key)
        let router = outside.group().add(middleware: KeyRequired(key: door.key, places: places))
            .add(middleware: OwnPageOnly())
        Page.add(to: router)
        let events = EventStream(announcer: announcer, beat: limits.beat, clock: clock)
        router.get("/events") { request, _ in
            try events.response(
                to: request, after: request.headers[.lastEventID].flatMap(ScreenIdentifier.init))
        }
        router.get("/status") { _, _ in try Self.json(StatusAnswer(announcer.screen)) }
        router.put("/officer") { request, _ in
            let name = String(buffer: try await request.body.collect(upTo: 256))
            try await recorder.change(officer: name)
            announcer.announce(.officer(name))
            return HTTPResponse.Status.noContent
        }
        router.post("/end") { request, _ in
            let end: End = try await Self.body(of: request)
            guard announcer.screen.isOver(end.correlation) else { return HTTPResponse.Status.noContent }
            try await recorder.ended(end.correlation)
            announcer.announce(.ended(end.correlation))
            return HTTPResponse.Status.noContent
        }
        router.post("/encounter") { request, _ in
            let wish: EncounterWish = try await Self.body(of: request)
            orders.give(try wish.order(on: announcer.screen))
            return HTTPResponse.Status.noContent
        }
        router.post("/read") { request, _ in
            let read: Read = try await Self.body(of: request)
            guard announcer.screen.shows(reply: read.number) else { return HTTPResponse.Status.noContent }
            try await recorder.read(reply: read.number)
            announcer.announce(.read(read.number))
            return HTTPResponse.Status.noContent
        }
        router.post("/veto") { request, _ in
            let veto: Veto = try await Self.body(of: request)
            try await recorder.veto(veto.correlation, kind: veto.kind, reason: veto.reason)
            return HTTPResponse.Status.noContent
        }
        if let camera { CameraStream(camera, clock: clock).add(to: router) }
        if let emulation { emulation.add(to: router) }
        return outside
    }

    private struct End: Decodable { let correlation: UUIDv7 }
    private struct Read: Decodable { let number: Int }
    private struct Veto: Decodable {
        let correlation: UUIDv7
        let kind: AuditVeto.Kind
        let reason: AuditVeto.Reason
    }

    private static func body<Value: Decodable>(of request: Request) async throws -> Value {
        let body = try await request.body.collect(upTo: 1024)
        return try WireJSON.decode(from: Array(body.readableBytesView), limit: 1024, naming: "the request")
    }

    private static func json(_ value: some Encodable) throws -> Response {
        let body = try WireJSON.encode(value) + Data("\n".utf8)
        return Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}
