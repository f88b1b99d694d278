import Crypto
import DeviceIdentity
import Foundation
import Ground
import SwiftASN1
import X509

/// The device's side of enrolment, made of nothing but the libraries.
struct AskingDevice {
    let key = P256.Signing.PrivateKey()
    let station = Curve25519.KeyAgreement.PrivateKey()
    let sender = Curve25519.KeyAgreement.PrivateKey()
    let certificateRequest: String

    init() throws {
        let subject = try DistinguishedName { CommonName("whatever the device says") }
        certificateRequest = try CertificateSigningRequest(
            version: .v1, subject: subject, privateKey: .init(key), attributes: .init(),
            signatureAlgorithm: .ecdsaWithSHA256
        ).serializeAsPEM().pemString
    }

    func request(code: String) throws -> Data {
        try WireJSON.encode(
            EnrolmentRequest(
                code: code, certificateRequest: certificateRequest, stationKey: station.publicKey.rawRepresentation,
                senderKey: sender.publicKey.rawRepresentation))
    }
}

/// A device that was let in.
struct EnrolledDevice {
    let answer: EnrolmentAnswer
    let asking: AskingDevice
    let client: HubClient
}
