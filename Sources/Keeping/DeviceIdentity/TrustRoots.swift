internal import SwiftASN1
internal import X509

/// The authorities whose servers a device believes, as PEM: the hub's one that signs, and the next one.
enum TrustRoots {
    /// Certificates in one bundle, at most.
    private static let limit = 4

    /// - Returns: nil unless these are one to four certificates, each signed by itself.
    static func parse(_ text: String) -> [Certificate]? {
        guard text.utf8.count <= 65_536,
            let roots = try? PEMDocument.parseMultiple(pemString: text).map({ try Certificate(pemDocument: $0) }),
            (1...limit).contains(roots.count),
            roots.allSatisfy({ $0.publicKey.isValidSignature($0.signature, for: $0) })
        else { return nil }
        return roots
    }

    /// Whether new roots may take the place of old ones: both know at least one authority.
    static func follow(_ old: String, _ new: String) -> Bool {
        guard let old = parse(old), let new = parse(new) else { return false }
        return new.contains(where: old.contains)
    }
}
