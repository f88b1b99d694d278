internal import Foundation
internal import Ground

/// What every metadata file has: a signed part and signatures over its canonical form.
///
/// Unknown members of the signed part are covered by the signatures and otherwise ignored.
struct SignedDocument: Sendable {
    let version: Int
    let expires: Date
    /// When the publisher signed it, if it says so (our own member `x-issued`): the device's floor of time.
    let issued: Date?
    let signed: [ExactText: JSONValue]
    private let message: Data
    private let signatures: [String: String]

    /// Reads without believing: call ``verify(with:name:)`` before anything is used.
    ///
    /// - Parameter type: the expected `_type`, such as `root`.
    /// - Throws: ``Fault`` `trust.malformed`.
    init(_ data: Data, type: String) throws(Fault) {
        func malformed(_ what: String) -> Fault {
            Fault(.trustMalformed, "\(type) metadata \(what); fetch it again or ask the publisher")
        }
        guard let document = try JSONParser.parse(data).object, let signed = document["signed"]?.object,
            let list = document["signatures"]?.array
        else { throw malformed("has no signed part or no signatures") }
        guard signed["_type"]?.string == type else { throw malformed("is not of type \(type)") }
        let specification = signed["spec_version"]?.string?.split(separator: ".").map { Int($0) } ?? []
        guard (2...3).contains(specification.count), !specification.contains(nil), specification.first == 1 else {
            throw malformed("follows another major version of the specification than 1")
        }
        guard let version = signed["version"]?.integer, version >= 1 else { throw malformed("has no version") }
        guard let expires = signed["expires"]?.string.flatMap(DateText.date(seconds:)) else {
            throw malformed("has no readable time of expiry")
        }
        var signatures: [String: String] = [:]
        for entry in list {
            guard let identifier = entry.object?["keyid"]?.string, let signature = entry.object?["sig"]?.string else {
                throw malformed("has a signature without keyid or sig")
            }
            guard signatures.updateValue(signature, forKey: identifier) == nil else {
                throw malformed("is signed twice by one key")
            }
        }
        self.version = version
        self.expires = expires
        issued = signed["x-issued"]?.string.flatMap(DateText.date(seconds:))
        self.signed = signed
        self.signatures = signatures
        message = JSONValue.object(signed).canonical
    }

    /// - Throws: ``Fault`` `trust.signature` unless enough different keys of the role have signed.
    func verify(with role: RoleKeys, name: String) throws(Fault) {
        let signers = Set(
            role.keys.filter { identifier, key in
                signatures[identifier].flatMap { Hex.decode($0) }.map { key.verifies($0, over: message) } ?? false
            }.values)
        guard signers.count >= role.threshold else {
            throw Fault(
                .trustSignature,
                "\(name) metadata version \(version) has \(signers.count) valid signatures, \(role.threshold) are needed; "
                    + "the source is damaged or hostile: fetch from another one")
        }
    }
}
