public import Foundation

/// What a device asks of `POST /v1/renew` (docs/protocol.md).
public struct RenewalRequest: Codable, Sendable, Equatable {
    /// Bytes of the JSON form, at most.
    public static let limit = 32_768

    /// The certificate that is to be followed by another, PEM; it may have ended.
    public let certificate: String
    /// PKCS#10 in PEM, P-256, of a new key.
    public let certificateRequest: String
    /// ECDSA with SHA-256 in DER, by the certificate's key, over ``signedText(device:certificateRequest:)``.
    public let signature: Data

    public init(certificate: String, certificateRequest: String, signature: Data) {
        self.certificate = certificate
        self.certificateRequest = certificateRequest
        self.signature = signature
    }

    /// Ties the new key to the device and to this purpose.
    public static func signedText(device: String, certificateRequest: String) -> Data {
        Data("ridgeline renewal v1\n\(device)\n\(certificateRequest)".utf8)
    }
}

/// What the hub answers to ``RenewalRequest``.
public struct RenewalAnswer: Codable, Sendable, Equatable {
    /// Bytes of the JSON form, at most.
    public static let limit = 131_072

    /// PEM.
    public let certificate: String
    /// PEM: the authorities to trust from now on.
    public let authority: String

    public init(certificate: String, authority: String) {
        self.certificate = certificate
        self.authority = authority
    }
}
