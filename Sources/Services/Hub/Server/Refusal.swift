internal import Foundation
internal import Ground
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// A request that is not served, and why, as the device's technician will read it.
struct Refusal: Error, HTTPResponseError {
    let status: HTTPResponse.Status
    let code: String
    let message: String

    init(_ status: HTTPResponse.Status, _ code: String, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    /// What a device may know of a fault: what it did wrong, but nothing of the hub's inside.
    init(_ fault: Fault) {
        let status: HTTPResponse.Status? =
            switch fault.code {
            case "hub.code", "hub.renewal", "hub.renewal.late", "hub.unknownDevice", "hub.revoked", "hub.replaced":
                .forbidden
            case "hub.conflict", "hub.renewal.early": .conflict
            case "hub.list", "hub.word", "hub.unusablePrint", "list.owner", "list.record": .badRequest
            case "json.invalid", "batch.invalid", "hub.certificateRequest", "key.invalid": .badRequest
            case "json.tooLarge": .contentTooLarge
            default: nil
            }
        if fault.code.rawValue.hasPrefix("hub.database") {
            let code = fault.code == "hub.database.full" ? "hub.full" : "hub.busy"
            self.init(.serviceUnavailable, code, "the hub cannot keep anything at the moment; try again later")
            return
        }
        guard let status else {
            self.init(.internalServerError, "hub.internal", "the hub failed; try again later, its journal says why")
            return
        }
        self.init(status, fault.code.rawValue.replacing("json.", with: "hub.body."), fault.message)
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        let body = try WireJSON.encode(["code": code, "message": message])
        return Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}
