public import Foundation
public import Ground

/// The file that the hub gives to the technician, so that one device can enrol (docs/protocol.md).
public struct Invitation: Codable, Sendable, Equatable {
    /// Bytes of the file, at most.
    public static let limit = 65_536

    public let enrolmentURL: ServerAddress
    public let deviceURL: ServerAddress
    /// The hub's certificate authority, PEM; the only one the device will ever trust.
    public let authority: String
    public let code: String
    public let expires: Timestamp

    public init(
        enrolmentURL: ServerAddress, deviceURL: ServerAddress, authority: String, code: String, expires: Timestamp
    ) {
        self.enrolmentURL = enrolmentURL
        self.deviceURL = deviceURL
        self.authority = authority
        self.code = code
        self.expires = expires
    }

    /// Reads the file and looks at everything that can be wrong with it before the network is asked.
    ///
    /// - Throws: ``Fault`` of the file, or `invitation.invalid`, each naming the file.
    public init(contentsOf file: URL) throws(Fault) {
        self = try WireJSON.load(from: file, limit: Self.limit)
        for address in [enrolmentURL, deviceURL] where address.scheme != .https {
            throw Fault(.invitationInvalid, "\(file.path): \(address) is no https address; ask for a new invitation")
        }
        guard authority.contains("-----BEGIN CERTIFICATE-----"), !code.isEmpty else {
            throw Fault(.invitationInvalid, "\(file.path) lacks the authority or the code; ask for a new invitation")
        }
    }
}
