import CaseMessages
internal import Crypto
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
    /// For a device that is shut out: what its station believes.
    private(set) var revocation: RevocationNotice?

    /// - Throws: ``Fault`` `revocation.invalid` when the hub's key cannot sign.
    static func revoked(_ device: Device, since: Timestamp, signedBy key: Curve25519.Signing.PrivateKey) throws(Fault)
        -> Refusal
    {
        var refusal = Refusal(
            .forbidden, .hubRevoked,
            "device \(device.identifier) was revoked by the centre at \(since); reset it and enrol it again if it is yours"
        )
        refusal.revocation = try RevocationNotice(
            device: device.identifier.description, revoked: since, signedBy: key)
        return refusal
    }

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
            case .hubHealth, .hubList, .hubListDeleted, .hubText, .hubWord, .hubUnusablePrint, .listOwner, .listRecord:
                .badRequest
            case .jsonInvalid, .batchInvalid, .hubCertificateRequest, .keyInvalid: .badRequest
            case .jsonTooLarge: .contentTooLarge
            default: nil
            }
        if [.diskFull, .hubClock].contains(fault.code) || fault.code.rawValue.hasPrefix(Fault.Code.hubDatabase.rawValue)
        {
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
        let body = try WireJSON.encode(Body(code: code.rawValue, message: message, revocation: revocation))
        return Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }

    private struct Body: Encodable {
        let code: String
        let message: String
        let revocation: RevocationNotice?
    }
}
