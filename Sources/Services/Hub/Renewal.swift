internal import Crypto
internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import SwiftASN1
internal import X509

extension Hub {
    /// Follows a device's certificate by another, for a new key, on the proof of the old one (docs/protocol.md,
    /// `POST /v1/renew`).
    ///
    /// The same request gets the same key certified again: an answer that was lost must not brick a device.
    ///
    /// - Parameter body: the request as it came over the wire.
    /// - Throws: ``Fault`` `json.*`, `hub.certificateRequest`, `hub.renewal`, `hub.unknownDevice`,
    ///   `hub.replaced`, `hub.renewal.early`, `hub.renewal.late`, `hub.database`; ``Refusal`` to a device that is shut out.
    func renew(_ body: Data) async throws -> (answer: Data, device: UUIDv7) {
        let request = try WireJSON.decode(
            RenewalRequest.self, from: body, limit: RenewalRequest.limit, naming: "the renewal request")
        try await clock.check()
        let authorities = try authorities
        let old = try ProvenCertificate(request, of: authorities.all)
        let publicKey = try CertificateRequest(pem: request.certificateRequest).publicKey
        let now = now().date
        let certificate = try authorities.current.device(publicKey, identifier: old.device, now: now)
        let (next, newest) = (try CertificateText.keyDigest(certificate), try authorities.newest)
        let shutOut: Device? = try await store.transaction { transaction in
            // Takes the row, so that of two hubs one waits for the other.
            try transaction.execute(
                "UPDATE device SET enrolled = enrolled WHERE identifier = $1", old.device)
            let rows = try transaction.rows("SELECT * FROM device WHERE identifier = $1", old.device)
            guard let device = try rows.first.map(Device.init) else {
                throw Fault(.hubUnknownDevice, "the device is not in the hub's inventory; enrol it again")
            }
            guard device.revoked == nil else { return device }
            guard [device.keyDigest, device.nextKeyDigest].contains(old.keyDigest) else {
                throw Fault(
                    .hubReplaced, "this certificate was replaced by a newer one; reset the device and enrol it again")
            }
            if next != device.nextKeyDigest { try old.checkTime(now) }
            try Inventory.offer(
                next, with: newest, until: Timestamp(certificate.notValidAfter), to: old.device,
                replacing: old.keyDigest, in: transaction)
            return nil
        }
        if let device = shutOut, let revoked = device.revoked {
            throw try Refusal.revoked(device, since: revoked, signedBy: receiptKey)
        }
        let answer = RenewalAnswer(
            certificate: try CertificateText.pem(certificate), authority: try authorities.bundle)
        return (try WireJSON.encode(answer), old.device)
    }
}

/// A device's certificate whose owner has signed the request; that it ended is no matter here.
private struct ProvenCertificate: Sendable {
    let device: UUIDv7
    let keyDigest: Data
    private let notBefore: Date
    private let notAfter: Date

    /// - Throws: ``Fault`` `hub.renewal` for a certificate of somebody else, or a signature of another key.
    init(_ request: RenewalRequest, of authorities: [Certificate]) throws(Fault) {
        guard let certificate = try? Certificate(pemEncoded: request.certificate),
            authorities.contains(where: { $0.publicKey.isValidSignature(certificate.signature, for: certificate) }),
            let uses = try? certificate.extensions.extendedKeyUsage, uses.contains(.clientAuth),
            let device = CertificateText.commonName(certificate).flatMap({ UUIDv7($0) }),
            let key = P256.Signing.PublicKey(certificate.publicKey),
            let signature = try? P256.Signing.ECDSASignature(derRepresentation: request.signature),
            key.isValidSignature(
                signature,
                for: RenewalRequest.signedText(
                    device: device.description, certificateRequest: request.certificateRequest))
        else {
            throw Fault(.hubRenewal, "this does not prove a device of this hub; enrol the device again")
        }
        self.device = device
        keyDigest = try CertificateText.keyDigest(certificate)
        (notBefore, notAfter) = (certificate.notValidBefore, certificate.notValidAfter)
    }

    /// - Throws: ``Fault`` `hub.renewal.early` in the first half of its life, `hub.renewal.late` beyond the grace.
    func checkTime(_ now: Date) throws(Fault) {
        guard now >= notBefore + notAfter.timeIntervalSince(notBefore) / 2 else {
            throw Fault(
                .hubRenewalEarly,
                "the certificate is good until \(Timestamp(notAfter)), and it is \(Timestamp(now)); check the device's clock"
            )
        }
        guard now <= notAfter + CertificateAuthority.grace else {
            throw Fault(
                .hubRenewalLate,
                "the certificate ended at \(Timestamp(notAfter)), too long ago; export what is unsent, reset the device and enrol it again"
            )
        }
    }
}
