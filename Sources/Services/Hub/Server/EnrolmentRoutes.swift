internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import Hummingbird
internal import Logging
internal import Operations

/// What can be done without a client certificate: show a one-time code, or prove a certificate that may have ended
/// (docs/protocol.md, `POST /v1/enrol`, `POST /v1/renew`).
struct EnrolmentRoutes: Sendable {
    let hub: Hub
    let announcement: Announcement
    /// That of a load balancer; nil for this process's own.
    let deviceURL: ServerAddress?
    let refusals: Refusals

    func router() -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestMetrics(metrics: hub.metrics))
        router.add(middleware: RefusalMiddleware(metrics: hub.metrics, strangers: refusals))
        router.post("/v1/enrol", use: enrol)
        router.post("/v1/renew", use: renew)
        router.get("/v1/status", use: status)
        return router
    }

    /// For load balancers and monitors: 200 while the database answers, 503 otherwise.
    @Sendable private func status(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        _ = try await hub.store.look { try $0.rows("SELECT count(*) AS migrations FROM migration") }
        return DeviceRoutes.json(try WireJSON.encode(["state": "ready"]))
    }

    @Sendable private func renew(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let (answer, device) = try await hub.renew(try await request.body(upTo: RenewalRequest.limit))
        context.logger.notice("certificate renewed", metadata: ["device": "\(device)"])
        return DeviceRoutes.json(answer)
    }

    @Sendable private func enrol(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let body = try await request.body(upTo: EnrolmentRequest.limit)
        guard let port = await announcement.devicePort else {
            throw Refusal(.serviceUnavailable, .hubStarting, "the hub is starting; try again in a moment")
        }
        let (answer, isRepeat) = try await hub.enrol(body, deviceURL: try hub.url(port: port, or: deviceURL))
        context.logger.notice("device enrolled", metadata: ["again": "\(isRepeat)"])
        return DeviceRoutes.json(answer)
    }
}
