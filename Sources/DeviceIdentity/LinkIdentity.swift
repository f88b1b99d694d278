public import Foundation
public import Ground

/// Who the link is: its TLS key and certificate, and the one authority it trusts. Thread-safe: immutable.
public struct LinkIdentity: Sendable {
    public let device: String
    public let deviceURL: URL
    /// TUF `root.json` to begin with.
    public let trustedRoot: Data
    /// PEM, P-256.
    public let key: WipingBytes
    /// PEM.
    public let certificate: String
    /// PEM.
    public let authority: String

    /// - Throws: ``Fault`` `identity.missing` before provisioning; others naming the damaged file.
    public static func load(_ state: StateDirectory) throws(Fault) -> LinkIdentity {
        let record = try DeviceRecord.load(state)
        let file: LinkFile = try WireJSON.load(from: state.linkIdentity, limit: EnrolmentAnswer.limit)
        guard file.device == record.device else {
            throw Fault("identity.invalid", "\(state.linkIdentity.path) does not fit the device; reset and enrol again")
        }
        var key = try DurableFile.read(state.linkKey, limit: 16_384)
        defer { key.resetBytes(in: key.startIndex..<key.endIndex) }
        func text(_ file: URL) throws(Fault) -> String {
            String(decoding: try DurableFile.read(file, limit: 65_536), as: UTF8.self)
        }
        return LinkIdentity(
            device: file.device, deviceURL: file.deviceURL, trustedRoot: file.trustedRoot, key: WipingBytes(key),
            certificate: try text(state.linkCertificate), authority: try text(state.linkAuthority))
    }
}

/// `link/identity.json`.
struct LinkFile: Codable {
    let device: String
    let deviceURL: URL
    let trustedRoot: Data
}
