internal import Crypto
public import Foundation
public import Ground
internal import SwiftASN1
internal import X509

/// How a directory becomes a device: keys first, then the hub's answer, and `device.json` last.
///
/// Every step is durable and may be repeated: after an interruption the same keys and the same request are used
/// again, to which the hub gives the same answer. Not for two processes at once.
public struct Enrolment: Sendable {
    private let state: StateDirectory
    private let invitation: Invitation

    public init(state: StateDirectory, invitation: Invitation) {
        self.state = state
        self.invitation = invitation
    }

    /// The record of an enrolment already completed with this same invitation, or nil where there is none.
    ///
    /// - Throws: ``Fault`` `identity.exists` where the directory belongs to a device of another invitation.
    public func completed() throws(Fault) -> DeviceRecord? {
        let record: DeviceRecord
        do { record = try DeviceRecord.load(state) } catch  where error.code == "identity.missing" { return nil }
        guard record.invitation == invitationDigest else {
            throw Fault(
                "identity.exists",
                "\(state.root.path) is already device \(record.device) of another invitation; use an empty directory")
        }
        return record
    }

    /// Makes the keys that are missing and says what to send.
    ///
    /// Whether the invitation has expired is the hub's to say: a new device's clock may be wrong.
    ///
    /// - Throws: ``Fault`` of the disk.
    public func request() throws(Fault) -> EnrolmentRequest {
        try state.prepare()
        return EnrolmentRequest(
            code: invitation.code, certificateRequest: try certificateRequest(),
            stationKey: try stationKey().sealingKey.rawRepresentation)
    }

    /// Checks the hub's answer and makes this directory the device.
    ///
    /// - Throws: ``Fault`` `enrolment.invalid` when the answer does not fit the keys, or of the disk; in either case
    ///   there is no identity, and the enrolment may be tried again.
    public func complete(_ answer: EnrolmentAnswer, now: Date) throws(Fault) -> DeviceRecord {
        try check(answer)
        try DurableFile.write(Data(answer.certificate.utf8), to: state.linkCertificate)
        try DurableFile.write(Data(invitation.authority.utf8), to: state.linkAuthority)
        let link = LinkFile(
            device: answer.device, deviceURL: answer.deviceURL, trustedRoot: answer.trustedRoot)
        try DurableFile.write(try WireJSON.encode(link), to: state.linkIdentity)
        let station = StationFile(
            device: answer.device, trustedRoot: answer.trustedRoot, hubSealingKey: answer.hubSealingKey,
            receiptKey: answer.receiptKey, listKeys: answer.listKeys)
        try DurableFile.write(try WireJSON.encode(station), to: state.stationIdentity)
        let record = DeviceRecord(
            device: answer.device, provisioned: Timestamp(now), invitation: invitationDigest)
        try DurableFile.write(try WireJSON.encode(record), to: state.deviceFile)
        return record
    }

    private var invitationDigest: String { hex(SHA256.hash(data: Data(invitation.code.utf8))) }

    private func stationKey() throws(Fault) -> OpeningKey {
        do { return try OpeningKey(contentsOf: state.stationKey) } catch  where error.code == "disk.missing" {
            let key = OpeningKey()
            try key.store(at: state.stationKey)
            return key
        }
    }

    /// The stored request, or a new one whose key is on the disk before the request is.
    private func certificateRequest() throws(Fault) -> String {
        do {
            return String(decoding: try DurableFile.read(state.linkRequest, limit: 8192), as: UTF8.self)
        } catch  where error.code == "disk.missing" {
            let key = P256.Signing.PrivateKey()
            try DurableFile.write(Data(key.pemRepresentation.utf8), to: state.linkKey, permissions: 0o600)
            let text: String
            do {
                let request = try CertificateSigningRequest(
                    version: .v1, subject: DistinguishedName { CommonName("ridgeline device") },
                    privateKey: Certificate.PrivateKey(key), attributes: .init())
                text = try request.serializeAsPEM().pemString
            } catch {
                throw Fault("enrolment.request", "cannot make the certificate request; report this", cause: error)
            }
            try DurableFile.write(Data(text.utf8), to: state.linkRequest)
            return text
        }
    }

    private func check(_ answer: EnrolmentAnswer) throws(Fault) {
        func demand(_ holds: Bool, _ what: String) throws(Fault) {
            guard holds else { throw Fault("enrolment.invalid", "the hub's answer \(what); tell the hub's operator") }
        }
        let own = (try? CertificateSigningRequest(pemEncoded: try certificateRequest()))?.publicKey
        let certificate = try? Certificate(pemEncoded: answer.certificate)
        try demand(own != nil && certificate?.publicKey == own, "holds a certificate for another key")
        let named = certificate?.subject.flatMap(Array.init).contains {
            $0.type == .RDNAttributeType.commonName && String(describing: $0.value) == answer.device
        }
        try demand(named == true && !answer.device.isEmpty, "names another device than its certificate")
        try demand(
            (try? Certificate(pemEncoded: answer.authority)) == (try? Certificate(pemEncoded: invitation.authority)),
            "comes from another authority than the invitation's")
        try demand(answer.deviceURL.scheme == "https", "has no https address for devices")
        try demand(!answer.trustedRoot.isEmpty, "lacks the trusted root")
        _ = try SealingKey(rawRepresentation: answer.hubSealingKey)
        try demand(
            (try? Curve25519.Signing.PublicKey(rawRepresentation: answer.receiptKey)) != nil,
            "holds a receipt key that is none")
        let station = try stationKey()
        for key in answer.listKeys {
            try demand(
                (try? station.open(key.sealed, for: .listKey))?.count == 32, "seals the key of \(key.list) wrongly")
        }
    }
}
