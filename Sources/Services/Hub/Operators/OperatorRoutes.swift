internal import CaseMessages
internal import Foundation
internal import Ground
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Watchlist

/// What an operator may do over the wire (docs/protocol.md, "The operator's API").
struct OperatorRoutes: Sendable {
    let hub: Hub

    func add(to router: RouterGroup<DeviceContext>) {
        router.get("/operator", use: page)
        router.get("/v1/operator/devices", use: devices)
        router.post("/v1/operator/devices/:device/revoke", use: revoke)
        router.put("/v1/operator/devices/:device/lists", use: allow)
        router.delete("/v1/operator/devices/:device/alarms", use: clearAlarms)
        router.post("/v1/operator/lists/:list", use: change)
        router.delete("/v1/operator/lists/:list", use: deleteList)
        router.post("/v1/operator/lists/:list/key", use: rotateKey)
        router.post("/v1/operator/hits/:case/reply", use: reply)
    }

    @Sendable private func page(_ request: Request, _ context: DeviceContext) async throws -> Response {
        let page = InventoryPage(
            title: hub.settings.title, devices: try await hub.devices(), now: hub.now(),
            rootEnds: try? await hub.rootEnds(), besideOthers: (try? hub.safeKeys.besideOthers) ?? [],
            troubles: await hub.troubles(thoroughly: false))
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
        let (changes, poor) = try WireJSON.decode(
            ListChangeRequest.self, from: body, limit: ListChangeRequest.limit, naming: "the change of the list"
        ).changes(now: hub.now())
        for print in poor { context.logger.warning("poor print accepted", metadata: ["print": "\(print)"]) }
        let list = context.parameters.get("list") ?? ""
        // Only who is put on a list makes one.
        let isRemoval = changes.allSatisfy { if case .remove = $0 { true } else { false } }
        if isRemoval { try hub.check(ListRights([list]), among: try await hub.lists()) }
        try await hub.change(list, changes)
        let publications = try await hub.publish(list) { fault in
            context.logger.error("another list waits", metadata: ["fault": "\(fault)"])
        }
        return DeviceRoutes.json(try WireJSON.encode(publications))
    }

    /// Deletes a list; answers when devices find it withdrawn.
    @Sendable private func deleteList(_ request: Request, _ context: DeviceContext) async throws -> Response {
        try await hub.deleteList(context.parameters.get("list") ?? "")
        return Response(status: .noContent)
    }

    /// Gives a list another key; answers when it is published so.
    @Sendable private func rotateKey(_ request: Request, _ context: DeviceContext) async throws -> Response {
        _ = try await hub.rotateListKeys([context.parameters.get("list") ?? ""])
        return Response(status: .noContent)
    }

    @Sendable private func clearAlarms(_ request: Request, _ context: DeviceContext) async throws -> Response {
        try await hub.clearAlarms(of: try device(context))
        return Response(status: .noContent)
    }

    /// Confirms or dismisses a hit; its station gets a message.
    @Sendable private func reply(_ request: Request, _ context: DeviceContext) async throws -> Response {
        guard let reference = context.parameters.get("case").flatMap({ CaseReference($0) }) else {
            throw Refusal(.notFound, .hubCase, "a case is named as in C-000042")
        }
        let reply = try WireJSON.decode(
            ReplyRequest.self, from: try await request.body(upTo: Self.replyLimit), limit: Self.replyLimit,
            naming: "the reply")
        try await hub.reply(to: reference, reply.status, text: reply.text)
        return Response(status: .noContent)
    }

    private struct ReplyRequest: Decodable {
        let status: CaseReply.Status
        let text: String?

        private enum Member: CodingKey { case status, text }

        init(from decoder: any Decoder) throws {
            let members = try decoder.members(Member.self)
            status = try members.decode(CaseReply.Status.self, forKey: .status)
            text = try members.decodeIfPresent(String.self, forKey: .text)
        }
    }

    private func device(_ context: DeviceContext) throws -> UUIDv7 {
        guard let identifier = context.parameters.get("device").flatMap({ UUIDv7($0) }) else {
            throw Refusal(.badRequest, .hubIdentifier, "a device is named by a lower-case UUID of version 7")
        }
        return identifier
    }

    private static let rightsLimit = 65_536
    private static let replyLimit = 4096
}
