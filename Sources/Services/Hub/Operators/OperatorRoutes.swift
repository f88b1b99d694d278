internal import Foundation
internal import Ground
internal import HTTPTypes
internal import Hummingbird
internal import Watchlist

/// What an operator may do over the wire (docs/protocol.md, "The operator's API").
struct OperatorRoutes: Sendable {
    let hub: Hub

    func add(to router: RouterGroup<DeviceContext>) {
        router.get("/operator", use: page)
        router.get("/v1/operator/devices", use: devices)
        router.post("/v1/operator/devices/:device/revoke", use: revoke)
        router.put("/v1/operator/devices/:device/lists", use: allow)
        router.post("/v1/operator/lists/:list", use: change)
    }

    @Sendable private func page(_ request: Request, _ context: DeviceContext) async throws -> Response {
        let page = InventoryPage(
            title: hub.settings.title, devices: try await hub.devices(), now: hub.now(),
            rootEnds: try await hub.rootEnds())
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
            ], body: .init(byteBuffer: .init(string: page.html)))
    }

    @Sendable private func devices(_ request: Request, _ context: DeviceContext) async throws -> Response {
        DeviceRoutes.json(try WireJSON.encode(try await hub.devices()))
    }

    @Sendable private func revoke(_ request: Request, _ context: DeviceContext) async throws -> Response {
        try await hub.revoke(try device(context))
        return Response(status: .noContent)
    }

    @Sendable private func allow(_ request: Request, _ context: DeviceContext) async throws -> Response {
        let rights = try WireJSON.decode(
            ListRights.self, from: try await request.body(upTo: Self.rightsLimit), limit: Self.rightsLimit,
            naming: "the device's lists")
        try await hub.allow(try device(context), rights)
        return Response(status: .noContent)
    }

    /// Changes a list and publishes it; answers when devices can fetch it.
    @Sendable private func change(_ request: Request, _ context: DeviceContext) async throws -> Response {
        let body = try await request.body(upTo: ListChangeRequest.limit)
        let changes = try WireJSON.decode(
            ListChangeRequest.self, from: body, limit: ListChangeRequest.limit, naming: "the change of the list"
        ).changes()
        try await hub.change(context.parameters.get("list") ?? "", changes)
        return DeviceRoutes.json(try WireJSON.encode(try await hub.publish()))
    }

    private func device(_ context: DeviceContext) throws -> UUIDv7 {
        guard let identifier = context.parameters.get("device").flatMap({ UUIDv7($0) }) else {
            throw Refusal(.badRequest, .hubIdentifier, "a device is named by a lower-case UUID of version 7")
        }
        return identifier
    }

    private static let rightsLimit = 16_384
}
