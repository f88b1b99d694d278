internal import Crypto
public import Foundation
public import Ground

/// How a device gets its next certificate, by its own proof and without a person: a new key each time.
///
/// The old key and certificate stay in force until the new ones are on the disk. Not for two processes at once.
public struct Renewal: Sendable {
    private let state: StateDirectory

    public init(_ state: StateDirectory) { self.state = state }

    /// When to ask: after two thirds of the certificate's life, and later by up to a twelfth, which differs from device
    /// to device, so that devices that were enrolled together do not come back together.
    public static func due(_ credential: TLSCredential) -> Date {
        due(device: credential.device, from: credential.notBefore, to: credential.notAfter)
    }

    package static func due(device: String, from: Date, to: Date) -> Date {
        let digest = SHA256.hash(data: Data("ridgeline renewal time v1\n\(device)".utf8))
        let share = Double(UInt32(digest.prefix(4), .bigEndian)) / Double(UInt32.max)
        return from + to.timeIntervalSince(from) * (2.0 / 3 + share / 12)
    }

    /// Makes the next key, or takes the one that an interrupted renewal has made, and says what to send.
    ///
    /// - Throws: ``Fault`` of the disk, `tpm.…`, `key.…`.
    public func request() throws(Fault) -> RenewalRequest {
        let credential = try TLSCredential.load(state)
        // Left over when the power went after the new certificate was in force.
        if try PendingCredential.prepare(state).key == CredentialFile.load(state.link.credential).key {
            try DurableFile.remove(state.link.pending)
        }
        let pending = try PendingCredential.prepare(state)
        let text = RenewalRequest.signedText(device: credential.device, certificateRequest: pending.request)
        return RenewalRequest(
            certificate: credential.certificate, certificateRequest: pending.request,
            signature: try credential.key.sign(SHA256.hash(data: text)).derRepresentation)
    }

    /// Puts the answer in force.
    ///
    /// - Throws: ``Fault`` `renewal.invalid` when it does not follow from what is in force, or of the disk; the old
    ///   certificate is then still in force.
    @discardableResult
    public func complete(_ answer: RenewalAnswer) throws(Fault) -> TLSCredential {
        let old = try TLSCredential.load(state)
        guard TrustRoots.follow(old.authority, answer.authority) else {
            throw Fault(
                .renewalInvalid, "the hub's new authorities do not follow from the old ones; tell the hub's operator")
        }
        let renewed = try PendingCredential.prepare(state).complete(
            certificate: answer.certificate, authority: answer.authority, device: old.device, in: state)
        try DurableFile.remove(state.link.pending)
        return renewed
    }
}
