internal import Crypto
internal import Ground
internal import Hummingbird
internal import Logging

/// Lets in the devices of the inventory that are not revoked, by the common name of the certificate of their TLS
/// connection, each with the certificate that it was given last; that it is one of ours, TLS has already made sure of.
struct DeviceGate: RouterMiddleware {
    let inventory: Inventory
    /// Signs to those that are shut out that they are.
    let noticeKey: Curve25519.Signing.PrivateKey

    func handle(
        _ request: Request, context: DeviceContext, next: (Request, DeviceContext) async throws -> Response
    ) async throws -> Response {
        guard let certificate = try await context.peerCertificate(), let name = CertificateText.commonName(certificate),
            let identifier = UUIDv7(name), let device = try await inventory.find(identifier)
        else {
            throw Refusal(
                .forbidden, .hubUnknownDevice, "the device is not in the hub's inventory; enrol it again")
        }
        if let revoked = device.revoked {
            throw try Refusal.revoked(device, since: revoked, signedBy: noticeKey)
        }
        let digest = try CertificateText.keyDigest(certificate)
        if digest != device.keyDigest {
            guard digest == device.nextKeyDigest else {
                throw Refusal(
                    .forbidden, .hubReplaced,
                    "this certificate was replaced by a newer one; reset the device and enrol it again")
            }
            try await inventory.adopt(digest, of: identifier)
        }
        var context = context
        context.device = device
        context.logger[metadataKey: "device"] = "\(identifier)"
        return try await next(request, context)
    }
}
