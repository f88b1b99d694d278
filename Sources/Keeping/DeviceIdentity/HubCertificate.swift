public import Foundation
public import Ground
internal import SwiftASN1
internal import X509

/// What a certificate that TLS has refused says about the refusal.
public enum HubCertificate {
    /// A certificate that the hub's authority has signed is the hub's; then the clock or the address is to blame.
    ///
    /// - Parameters:
    ///   - der: what the server showed.
    ///   - authority: PEM, whom this device trusts.
    ///   - now: the device's clock.
    /// - Returns: `clock.ahead`, `clock.behind`, `hub.name`; nil where it is not the hub's.
    public static func complaint(about der: [UInt8], authority: String, address: ServerAddress, now: Date) -> Fault? {
        guard let certificate = try? Certificate(derEncoded: der), let roots = TrustRoots.parse(authority),
            roots.contains(where: { $0.publicKey.isValidSignature(certificate.signature, for: certificate) }),
            let uses = try? certificate.extensions.extendedKeyUsage, uses.contains(.serverAuth)
        else { return nil }
        if now > certificate.notValidAfter {
            return Fault(
                .clockAhead,
                "it is the hub, but by this device's clock (\(Timestamp(now))) its certificate ended at \(Timestamp(certificate.notValidAfter)); set the clock, or if the clock is right tell the hub's operator"
            )
        }
        if now < certificate.notValidBefore {
            return Fault(
                .clockBehind,
                "it is the hub, but by this device's clock (\(Timestamp(now))) its certificate begins at \(Timestamp(certificate.notValidBefore)); set the clock"
            )
        }
        return Fault(
            .hubName,
            "it is the hub, but its certificate does not name \(address.host); use the hub's name, or give the hub this one (ridgeline-hub init --host)"
        )
    }
}
