public import Crypto
public import Foundation
public import Ground

/// What the centre says to a station, of whatever kind: one that a station does not know is kept and shown as such, and
/// never dropped.
///
///     let bytes = try CentreMessage(reply).signed(for: device, with: key)
///     let reply = try CentreMessage(verifying: bytes, device: device, key: key.publicKey).reply()
public struct CentreMessage: Codable, Sendable, Equatable {
    /// What this version reads, as a device tells the hub: kind and version.
    public static let readable = ["reply/1"]
    private static let signatureCount = 64
    private static let limit = 24_576

    /// Grows per device, so that none is taken twice.
    public let number: Int
    /// `reply`, or one of a newer centre.
    public let kind: String
    public let version: Int
    /// In the form that kind and version say; of a reply the JSON of ``CaseReply``.
    public let body: Data

    public init(number: Int, kind: String, version: Int, body: Data) {
        self.number = number
        self.kind = kind
        self.version = version
        self.body = body
    }

    /// - Throws: ``Fault`` `json.…`.
    public init(_ reply: CaseReply) throws(Fault) {
        self.init(number: reply.number, kind: "reply", version: 1, body: try WireJSON.encode(reply))
    }

    /// - Returns: nil for a message of another kind, or a version that is not known here.
    /// - Throws: ``Fault`` `json.invalid`, `reply.invalid`: the hub has signed what it does not mean.
    public func reply() throws(Fault) -> CaseReply? {
        guard Self.readable.contains("\(kind)/\(version)") else { return nil }
        let reply: CaseReply = try WireJSON.decode(from: body, limit: Self.limit, naming: "a reply of the centre")
        guard reply.number == number else {
            throw Fault(.replyInvalid, "message \(number) holds a reply of another number; tell the hub's operator")
        }
        return reply
    }

    /// 64 bytes of Ed25519 signature, then the JSON that was signed.
    ///
    /// - Throws: ``Fault`` `reply.tooLarge`, or `reply.sign` when the key cannot sign.
    public func signed(for device: String, with key: Curve25519.Signing.PrivateKey) throws(Fault) -> [UInt8] {
        let text = try WireJSON.encode(self)
        guard text.count <= Self.limit else {
            throw Fault(.replyTooLarge, "message \(number) has \(text.count) bytes; shorten its text")
        }
        do { return Array(try key.signature(for: Self.signedText(device: device, text)) + text) } catch {
            throw Fault(.replySign, "cannot sign message \(number); check the hub's keys", cause: error)
        }
    }

    /// Reads what ``signed(for:with:)`` wrote, once it is known that the hub wrote it to this device; also a reply alone, as
    /// hubs wrote it before there were kinds.
    ///
    /// - Throws: ``Fault`` `reply.invalid`: show nothing of it; `json.invalid`: it is the hub's, and nobody here can read it.
    public init(verifying bytes: [UInt8], device: String, key: Curve25519.Signing.PublicKey) throws(Fault) {
        let text = Data(bytes.dropFirst(Self.signatureCount))
        let isMessage =
            text.count <= Self.limit
            && key.isValidSignature(
                bytes.prefix(Self.signatureCount), for: Self.signedText(device: device, text))
        guard isMessage else {
            self = try CentreMessage(CaseReply(verifying: bytes, device: device, key: key))
            return
        }
        self = try WireJSON.decode(from: text, limit: Self.limit, naming: "a message of the centre")
    }

    private static func signedText(device: String, _ text: Data) -> Data {
        Data("ridgeline message v1\n\(device)\n".utf8) + text
    }
}
