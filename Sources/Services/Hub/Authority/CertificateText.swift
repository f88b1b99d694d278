internal import Crypto
internal import Foundation
internal import Ground
internal import SwiftASN1
internal import X509

/// Certificates as PEM text and files.
enum CertificateText {
    static func read(_ file: URL) throws(Fault) -> Certificate {
        let data = try DurableFile.read(file, limit: 65_536)
        do { return try Certificate(pemEncoded: String(decoding: data, as: UTF8.self)) } catch {
            throw Fault(
                .hubCertificate, "\(file.path) is not a PEM certificate; restore it from the backup", cause: error)
        }
    }

    /// As ``read(_:)``, of one that only `init` makes.
    ///
    /// - Throws: ``Fault`` also `hub.lost`.
    static func kept(_ file: URL) throws(Fault) -> Certificate {
        do { return try read(file) } catch  where error.code == .diskMissing { throw Fault.lost(file) }
    }

    /// As ``read(_:)``; nil where there is no file.
    static func find(_ file: URL) throws(Fault) -> Certificate? {
        do { return try read(file) } catch  where error.code == .diskMissing { return nil }
    }

    static func pem(_ certificate: Certificate) throws(Fault) -> String {
        do { return try certificate.serializeAsPEM().pemString + "\n" } catch {
            throw Fault(.hubCertificate, "a certificate cannot be written as PEM", cause: error)
        }
    }

    /// SHA-256 of the certificate, by which the hub's records know an authority.
    static func digest(_ certificate: Certificate) throws(Fault) -> Data {
        Data(SHA256.hash(data: Data(try pem(certificate).utf8)))
    }

    /// SHA-256 of the public key, by which the inventory knows it.
    static func keyDigest(_ certificate: Certificate) throws(Fault) -> Data {
        guard let key = P256.Signing.PublicKey(certificate.publicKey) else {
            throw Fault(.hubCertificate, "the certificate is for no P-256 key")
        }
        return Data(SHA256.hash(data: key.derRepresentation))
    }

    /// The common name of the subject; nil where there is none, or more than one.
    static func commonName(_ certificate: Certificate) -> String? {
        let values = certificate.subject.flatMap { $0 }.filter { $0.type == .RDNAttributeType.commonName }
        return values.count == 1 ? values.first.flatMap { String($0.value) } : nil
    }
}
