internal import CaseMessages
internal import Foundation
internal import Ground
internal import Hummingbird
internal import Logging
internal import NIOCore

/// What a device may do once it is let in (docs/protocol.md).
struct DeviceRoutes: Sendable {
    let hub: Hub
    let quota: Quota

    func router() -> Router<DeviceContext> {
        let router = Router(context: DeviceContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestMetrics(metrics: hub.metrics))
        router.add(middleware: RefusalMiddleware(metrics: hub.metrics))
        OperatorRoutes(hub: hub).add(to: router.group().add(middleware: OperatorGate(operators: hub.operators)))
        let devices = router.group().add(middleware: DeviceGate(inventory: hub.inventory, noticeKey: hub.receiptKey))
        RepositoryFiles(folder: hub.folder.repository).add(to: devices)
        devices.post("/v1/items", use: receiveItems)
        devices.get("/v1/messages", use: messages)
        devices.get("/v1/keys", use: listKeys)
        devices.post("/v1/health", use: health)
        return router
    }

    /// Several items with one flush of the disk; each has an outcome of its own.
    @Sendable private func receiveItems(_ request: Request, _ context: DeviceContext) async throws -> Response {
        let device = try context.requireDevice()
        let batch = try ItemBatch(decoding: try await request.body(upTo: ItemBatch.limit))
        let outcomes = try await hub.receive(batch, from: device.identifier, within: quota)
        let refused = outcomes.count { $0.receipt == nil }
        context.logger.info(
            "items received",
            metadata: [
                "items": "\(outcomes.map(\.item.description).joined(separator: " "))", "refused": "\(refused)",
            ])
        return Self.json(try WireJSON.encode(BatchAnswer(outcomes)))
    }

    @Sendable private func messages(_ request: Request, _ context: DeviceContext) async throws -> Response {
        let device = try context.requireDevice()
        let text = request.uri.queryParameters["after"] ?? "0"
        guard let after = Int(text), after >= 0 else {
            throw Refusal(.badRequest, .hubAfter, "after must be the number of the last message you have, or 0")
        }
        let messages = try await hub.messages.messages(for: device.identifier, after: after)
        return Self.json(try WireJSON.encode(["messages": messages]))
    }

    @Sendable private func listKeys(_ request: Request, _ context: DeviceContext) async throws -> Response {
        let device = try context.requireDevice()
        // A notice is ordered by its time too.
        try await hub.clock.check()
        let (notice, alarm) = try await hub.listKeyNotice(for: device)
        if let alarm { context.logger.error("alarm: list keys", metadata: ["problem": "\(alarm)"]) }
        return Self.json(notice)
    }

    @Sendable private func health(_ request: Request, _ context: DeviceContext) async throws -> Response {
        let device = try context.requireDevice()
        let health = try WireJSON.decode(
            HealthReport.self, from: try await request.body(upTo: HealthReport.limit), limit: HealthReport.limit,
            naming: "the health report")
        if let problem = try await hub.note(health, of: device.identifier) {
            context.logger.error("alarm: the device's audit log", metadata: ["problem": "\(problem)"])
        }
        return Response(status: .noContent)
    }

    static func json(_ data: Data) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
    }
}
