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
                "hub.certificate", "\(file.path) is not a PEM certificate; restore it from the backup", cause: error)
        }
    }

    static func pem(_ certificate: Certificate) throws(Fault) -> String {
        do { return try certificate.serializeAsPEM().pemString + "\n" } catch {
            throw Fault("hub.certificate", "a certificate cannot be written as PEM", cause: error)
        }
    }

    /// SHA-256 of the certificate as it goes over the wire.
    static func digest(_ certificate: Certificate) throws(Fault) -> Data {
        do {
            var serializer = DER.Serializer()
            try certificate.serialize(into: &serializer)
            return Data(SHA256.hash(data: serializer.serializedBytes))
        } catch { throw Fault("hub.certificate", "a certificate cannot be read", cause: error) }
    }

    /// The common name of the subject; nil where there is none, or more than one.
    static func commonName(_ certificate: Certificate) -> String? {
        let values = certificate.subject.flatMap { $0 }.filter { $0.type == .RDNAttributeType.commonName }
        return values.count == 1 ? values.first.flatMap { String($0.value) } : nil
    }
}
