internal import Crypto
internal import Foundation
internal import Ground

/// `link/pending.json`: a new key and the request for its certificate, on the disk before the request is sent.
///
/// After an interruption the same key and request are used again, so that the hub is asked for one certificate only.
struct PendingCredential: Codable {
    let key: Data
    /// PKCS#10 in PEM.
    let request: String

    /// The one that is under way, or a new one.
    ///
    /// - Throws: ``Fault`` `key.…`, `tpm.…`, or of the disk.
    static func prepare(_ state: StateDirectory) throws(Fault) -> PendingCredential {
        do {
            return try WireJSON.decode(
                from: try SecretFile.read(state.link.pending, limit: 32_768), limit: 32_768,
                naming: state.link.pending.path)
        } catch  where error.code == .diskMissing {
            let custody = try Custody.open(state, for: .link)
            let key = try custody.makeSigningKey()
            let pending = PendingCredential(key: key, request: try custody.signingKey(key).certificateRequest())
            try SecretFile.write(try WireJSON.encode(pending), to: state.link.pending)
            return pending
        }
    }

    /// Puts the new certificate in force; until then the old one is.
    ///
    /// - Throws: ``Fault`` `enrolment.invalid` when the certificate is for another key or device; of the disk.
    @discardableResult
    func complete(
        certificate: String, authority: String, device: String, in state: StateDirectory
    ) throws(Fault) -> TLSCredential {
        let key = try Custody.open(state, for: .link).signingKey(key)
        let credential: TLSCredential
        do { credential = try TLSCredential(key: key, certificate: certificate, authority: authority) } catch {
            throw Fault(
                .enrolmentInvalid, "the hub's answer does not fit the key; tell the hub's operator", cause: error)
        }
        guard credential.device == device, !device.isEmpty else {
            throw Fault(.enrolmentInvalid, "the hub's answer names another device; tell the hub's operator")
        }
        try CredentialFile(key: self.key, certificate: certificate, authority: authority).write(
            to: state.link.credential)
        return credential
    }
}
