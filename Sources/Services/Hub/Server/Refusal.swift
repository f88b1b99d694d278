import CaseMessages
import DeviceIdentity
internal import Foundation
internal import Ground
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
import Watchlist

/// A request that is not served, and why, as the device's technician will read it.
struct Refusal: Error, HTTPResponseError {
    let status: HTTPResponse.Status
    let code: Fault.Code
    let message: String

    init(_ status: HTTPResponse.Status, _ code: Fault.Code, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    /// What a device may know of a fault: what it did wrong, but nothing of the hub's inside.
    init(_ fault: Fault) {
        let status: HTTPResponse.Status? =
            switch fault.code {
            case .hubCode, .hubRenewal, .hubRenewalLate, .hubUnknownDevice, .hubRevoked, .hubReplaced:
                .forbidden
            case .hubConflict, .hubRenewalEarly: .conflict
            case .hubCase: .notFound
            case .hubQuarantined, .hubQuota: .tooManyRequests
            case .hubHealth, .hubList, .hubText, .hubWord, .hubUnusablePrint, .listOwner, .listRecord: .badRequest
            case .jsonInvalid, .batchInvalid, .hubCertificateRequest, .keyInvalid: .badRequest
            case .jsonTooLarge: .contentTooLarge
            default: nil
            }
        if fault.code == .diskFull || fault.code.rawValue.hasPrefix(Fault.Code.hubDatabase.rawValue) {
            let code: Fault.Code = fault.code == .diskFull ? .hubFull : .hubBusy
            self.init(.serviceUnavailable, code, "the hub cannot keep anything at the moment; try again later")
            return
        }
        guard let status else {
            self.init(.internalServerError, .hubInternal, "the hub failed; try again later, its journal says why")
            return
        }
        let code: Fault.Code =
            switch fault.code {
            case .jsonInvalid: .hubBodyInvalid
            case .jsonTooLarge: .hubBodyTooLarge
            default: fault.code
            }
        self.init(status, code, fault.message)
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        let body = try WireJSON.encode(["code": code.rawValue, "message": message])
        return Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}
