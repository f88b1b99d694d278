internal import Crypto
internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import Watchlist
internal import X509

extension Hub {
    /// Lets a device in, once per code (docs/protocol.md, `POST /v1/enrol`).
    ///
    /// - Parameters:
    ///   - body: the request as it came over the wire.
    ///   - deviceURL: where the device is to turn to from now on.
    /// - Throws: ``Fault`` `json.*`, `key.invalid`, `hub.certificateRequest`, `hub.code`, `hub.database`.
    func enrol(_ body: Data, deviceURL: ServerAddress) async throws -> (answer: Data, isRepeat: Bool) {
        let request = try WireJSON.decode(
            EnrolmentRequest.self, from: body, limit: EnrolmentRequest.limit, naming: "the enrolment request")
        let publicKey = try CertificateRequest(pem: request.certificateRequest).publicKey
        let stationKey = try SealingKey(rawRepresentation: request.stationKey)
        _ = try SenderKey(rawRepresentation: request.senderKey)
        try await clock.check()
        let authorities = try authorities
        let root = try await publisher.trustedRoot()
        let same = Data(request.certificateRequest.utf8) + request.stationKey + request.senderKey
        return try await invitations.redeem(request.code, request: same, now: now()) { transaction, rights in
            let now = now()
            let device = UUIDv7()
            let certificate = try authorities.current.device(publicKey, identifier: device, now: now.date)
            try Inventory.add(
                device, stationKey: request.stationKey, senderKey: request.senderKey,
                keyDigest: try CertificateText.keyDigest(certificate), authority: try authorities.newest, enrolled: now,
                certificateEnds: Timestamp(certificate.notValidAfter), in: transaction)
            try Inventory.allow(device, rights, in: transaction)
            let answer = EnrolmentAnswer(
                device: device.description, certificate: try CertificateText.pem(certificate),
                authority: try authorities.bundle, deviceURL: deviceURL, trustedRoot: root,
                hubSealingKey: openingKey.sealingKey.rawRepresentation,
                receiptKey: receiptKey.publicKey.rawRepresentation,
                listKeys: try usableKeys(rights).sealed(to: stationKey))
            return (device, try WireJSON.encode(answer))
        }
    }
}
