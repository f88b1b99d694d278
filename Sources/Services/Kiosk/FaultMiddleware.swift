internal import DeviceSettings
internal import Encounters
internal import Evidence
internal import Ground
internal import HTTPTypes
internal import Hummingbird
internal import Imaging
internal import Logging
internal import NIOCore
internal import Operations
internal import Station

/// Turns what goes wrong below into `{"code": …, "message": …}`, which the page shows to the officer.
struct FaultMiddleware<Context: RequestContext>: RouterMiddleware {
    let refusals: Refusals

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do { return try await next(request, context) } catch let fault as Fault {
            let status = Self.status(of: fault)
            if status.kind == .serverError {
                context.logger.error("request failed", metadata: ["fault": "\(fault)"])
            } else {
                refusals.note(fault.code, "requests")
            }
            let body = try WireJSON.encode(["code": fault.code.rawValue, "message": fault.message])
            return Response(
                status: status,
                headers: status == .unauthorized
                    ? [.contentType: "application/json", .wwwAuthenticate: "Bearer"]
                    : [.contentType: "application/json"],
                body: .init(byteBuffer: ByteBuffer(bytes: body)))
        }
    }

    /// What the client did wrong is a 400; a station that cannot do its part says 503.
    static func status(of fault: Fault) -> HTTPResponse.Status {
        switch fault.code {
        case .jsonTooLarge: .contentTooLarge
        case .jsonInvalid, .officerInvalid, .vetoUnknown, .planUnknown, .planStep, .kioskReader: .badRequest
        case .kioskKey: .unauthorized
        case .kioskForeign: .forbidden
        case .vetoRepeated, .encounterOver, .encounterUnderWay: .conflict
        case .evidenceRate: .tooManyRequests
        case .imageBroken, .imageEmpty, .imageResolution, .imageTooLarge, .imageUnknown, .imageUnsupported: .badRequest
        default: .serviceUnavailable
        }
    }
}
