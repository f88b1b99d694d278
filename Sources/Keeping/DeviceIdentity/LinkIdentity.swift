public import Foundation
public import Ground

/// Who the link is: its TLS key and certificate, and the one authority it trusts. Thread-safe: immutable.
public struct LinkIdentity: Sendable {
    public let device: String
    /// Where the certificate is renewed.
    public let enrolmentURL: ServerAddress
    public let deviceURL: ServerAddress
    /// TUF `root.json` to begin with.
    public let trustedRoot: Data
    public let credential: TLSCredential

    /// - Throws: ``Fault`` `identity.missing` before provisioning; others naming the damaged file; `tpm.…`.
    public static func load(_ state: StateDirectory) throws(Fault) -> LinkIdentity {
        let record = try DeviceRecord.load(state)
        let file: LinkFile = try WireJSON.load(from: state.link.identity, limit: EnrolmentAnswer.limit)
        let credential = try TLSCredential.load(state)
        guard file.device == record.device, credential.device == record.device else {
            throw Fault(.identityInvalid, "\(state.link.identity.path) does not fit the device; reset and enrol again")
        }
        return LinkIdentity(
            device: file.device, enrolmentURL: file.enrolmentURL, deviceURL: file.deviceURL,
            trustedRoot: file.trustedRoot,
            credential: credential)
    }
}

/// `link/identity.json`.
struct LinkFile: Codable {
    let device: String
    let enrolmentURL: ServerAddress
    let deviceURL: ServerAddress
    let trustedRoot: Data
}
