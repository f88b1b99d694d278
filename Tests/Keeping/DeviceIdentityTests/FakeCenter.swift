import Crypto
import DeviceIdentity
import Foundation
import Ground
import SwiftASN1
import X509

/// The hub's side of enrolment in a few lines, so that this floor is tested without the hub.
struct FakeCenter: Sendable {
    let sealing = OpeningKey()
    let receipts = Curve25519.Signing.PrivateKey()
    let code: String
    let authority: String
    private let key = P256.Signing.PrivateKey()
    private let name: DistinguishedName

    init(code: String = "one-time") {
        do {
            let name = try DistinguishedName { CommonName("test authority") }
            let key = Certificate.PrivateKey(self.key)
            let certificate = try Self.certificate(key.publicKey, subject: name, issuer: name, by: key)
            (self.code, self.name, authority) = (code, name, certificate)
        } catch { preconditionFailure("the test authority cannot be made: \(error)") }
    }

    var invitation: Invitation {
        guard let address = ServerAddress("https://127.0.0.1:8443") else { preconditionFailure("it is an address") }
        return Invitation(
            enrolmentURL: address, deviceURL: address, authority: authority, code: code,
            expires: Timestamp(milliseconds: 1_900_000_000_000))
    }

    func answer(_ request: EnrolmentRequest) throws -> EnrolmentAnswer {
        let wanted = try CertificateSigningRequest(pemEncoded: request.certificateRequest)
        let certificate = try Self.certificate(
            wanted.publicKey, subject: try DistinguishedName { CommonName("gate-7") }, issuer: name,
            by: Certificate.PrivateKey(key))
        let station = try SealingKey(rawRepresentation: request.stationKey)
        let listKey = try station.seal(WipingBytes(Array(repeating: 5, count: 32)), for: .listKey)
        return EnrolmentAnswer(
            device: "gate-7", certificate: certificate, authority: authority, deviceURL: invitation.deviceURL,
            trustedRoot: Data("{}".utf8), hubSealingKey: sealing.sealingKey.rawRepresentation,
            receiptKey: receipts.publicKey.rawRepresentation,
            listKeys: [SealedListKey(identifier: "interpol-1", list: "interpol", sealed: Data(listKey))])
    }

    private static func certificate(
        _ publicKey: Certificate.PublicKey, subject: DistinguishedName, issuer: DistinguishedName,
        by key: Certificate.PrivateKey
    ) throws -> String {
        try Certificate(
            version: .v3, serialNumber: .init(), publicKey: publicKey,
            notValidBefore: Date(timeIntervalSince1970: 1_700_000_000),
            notValidAfter: Date(timeIntervalSince1970: 1_900_000_000), issuer: issuer, subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256, extensions: try Certificate.Extensions {}, issuerPrivateKey: key
        ).serializeAsPEM().pemString
    }
}

/// An answer whose parts can be changed one by one.
struct AnswerParts: Sendable {
    var device: String
    var certificate: String
    var authority: String
    var deviceURL: ServerAddress
    var trustedRoot: Data
    var hubSealingKey: Data
    var receiptKey: Data
    var listKeys: [SealedListKey]

    init(_ answer: EnrolmentAnswer) {
        device = answer.device
        certificate = answer.certificate
        authority = answer.authority
        deviceURL = answer.deviceURL
        trustedRoot = answer.trustedRoot
        hubSealingKey = answer.hubSealingKey
        receiptKey = answer.receiptKey
        listKeys = answer.listKeys
    }

    var answer: EnrolmentAnswer {
        EnrolmentAnswer(
            device: device, certificate: certificate, authority: authority, deviceURL: deviceURL,
            trustedRoot: trustedRoot, hubSealingKey: hubSealingKey, receiptKey: receiptKey, listKeys: listKeys)
    }
}
