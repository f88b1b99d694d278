public import Foundation
public import Ground

/// What a device asks of `POST /v1/enrol` (docs/protocol.md).
public struct EnrolmentRequest: Codable, Sendable, Equatable {
    /// Bytes of the JSON form, at most.
    public static let limit = 16_384

    public let code: String
    /// PKCS#10 in PEM, P-256.
    public let certificateRequest: String
    /// The station's X25519 public key, 32 bytes.
    public let stationKey: Data
    /// The station's other X25519 public key, by which the hub knows files that come by hand, 32 bytes.
    public let senderKey: Data

    public init(code: String, certificateRequest: String, stationKey: Data, senderKey: Data) {
        self.code = code
        self.certificateRequest = certificateRequest
        self.stationKey = stationKey
        self.senderKey = senderKey
    }
}

/// What the hub answers to ``EnrolmentRequest``; only the sealed list keys in it are secret.
public struct EnrolmentAnswer: Codable, Sendable, Equatable {
    /// Bytes of the JSON form, at most.
    public static let limit = 1_048_576

    public let device: String
    /// PEM.
    public let certificate: String
    /// PEM: the authority that signs, and the next one.
    public let authority: String
    public let deviceURL: ServerAddress
    /// TUF `root.json`.
    public let trustedRoot: Data
    /// X25519, 32 bytes.
    public let hubSealingKey: Data
    /// Ed25519, 32 bytes.
    public let receiptKey: Data
    public let listKeys: [SealedListKey]

    public init(
        device: String, certificate: String, authority: String, deviceURL: ServerAddress, trustedRoot: Data,
        hubSealingKey: Data, receiptKey: Data, listKeys: [SealedListKey]
    ) {
        self.device = device
        self.certificate = certificate
        self.authority = authority
        self.deviceURL = deviceURL
        self.trustedRoot = trustedRoot
        self.hubSealingKey = hubSealingKey
        self.receiptKey = receiptKey
        self.listKeys = listKeys
    }
}

/// A list's key, sealed to one station.
public struct SealedListKey: Codable, Sendable, Equatable {
    public let identifier: String
    /// The list's owner.
    public let list: String
    /// HPKE, purpose ``SealingPurpose/listKey``; the plaintext is 32 bytes.
    public let sealed: Data

    public init(identifier: String, list: String, sealed: Data) {
        self.identifier = identifier
        self.list = list
        self.sealed = sealed
    }
}
