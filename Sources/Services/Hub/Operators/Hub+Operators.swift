internal import Crypto
internal import Foundation
public import Ground
internal import X509

extension Hub {
    /// What begins the common name of an operator's certificate; no device's identifier does.
    static let operatorPrefix = "operator "

    var operators: OperatorBook { OperatorBook(store: store) }

    /// Lets somebody use the operator's API, with a new key; what that operator held before is worth nothing any more.
    ///
    /// - Parameter name: 1 to 40 letters, digits, `.`, `-` and `_`.
    /// - Returns: private key and certificate, PEM, for one file of mode 0600.
    /// - Throws: ``Fault`` `hub.operator` for another name, `hub.certificate`, `hub.database`.
    public func addOperator(_ name: String) async throws(Fault) -> String {
        let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: ".-_"))
        guard (1...40).contains(name.utf8.count), name.utf8.allSatisfy({ $0 < 128 }),
            name.unicodeScalars.allSatisfy(allowed.contains)
        else {
            throw Fault(
                .hubOperator, "'\(name.prefix(60))' cannot be an operator; use 1 to 40 of a-z, A-Z, 0-9, . - _")
        }
        let key = P256.Signing.PrivateKey()
        let certificate = try authorities.current.client(
            key.publicKey, commonName: Self.operatorPrefix + name, now: now().date)
        try await operators.add(name, keyDigest: try CertificateText.keyDigest(certificate), now: now())
        return key.pemRepresentation + "\n" + (try CertificateText.pem(certificate))
    }

    /// Shuts an operator out from the next request on.
    ///
    /// - Throws: ``Fault`` `hub.operator` where there is none of that name.
    public func removeOperator(_ name: String) async throws(Fault) { try await operators.remove(name) }
}
