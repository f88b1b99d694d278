import CaseMessages
import Crypto
import Foundation
import Ground
import Testing

@Suite("A message of the centre")
struct CentreMessageTests {
    private let key = Curve25519.Signing.PrivateKey()
    private let reply = CaseReply(
        number: 4, hit: UUIDv7(), status: .confirmed, reference: "C-1", text: "Hold; call 110.")

    private func read(_ bytes: [UInt8], device: String = "gate-7") throws(Fault) -> CentreMessage {
        try CentreMessage(verifying: bytes, device: device, key: key.publicKey)
    }

    @Test("that is a reply is read as one, also as hubs wrote it before there were kinds")
    func replies() throws {
        let now = try CentreMessage(reply).signed(for: "gate-7", with: key)
        let before = try reply.signed(for: "gate-7", with: key)
        for bytes in [now, before] {
            let message = try read(bytes)
            #expect(message.number == 4 && message.kind == "reply" && message.version == 1)
            #expect(try message.reply() == reply)
        }
    }

    @Test(
        "of a kind or version that nobody knows here is read, and is no reply",
        arguments: [("recall", 1), ("reply", 2)])
    func unknown(kind: String, version: Int) throws {
        let message = CentreMessage(number: 9, kind: kind, version: version, body: Data([0, 255]))
        let back = try read(message.signed(for: "gate-7", with: key))
        #expect(back == message)
        #expect(try back.reply() == nil)
    }

    @Test("is one object on the wire, its body as base64")
    func wire() throws {
        let message = CentreMessage(number: 9, kind: "recall", version: 3, body: Data([1, 2, 3]))
        let bytes = try message.signed(for: "gate-7", with: key)
        let text = Data(bytes.dropFirst(64))
        let signed = Data("ridgeline message v1\ngate-7\n".utf8) + text
        #expect(key.publicKey.isValidSignature(bytes.prefix(64), for: signed))
        let object = try JSONSerialization.jsonObject(with: text) as? NSDictionary
        #expect(object == ["number": 9, "kind": "recall", "version": 3, "body": "AQID"] as NSDictionary)
    }

    @Test("for another device, by another key, changed or cut anywhere is refused")
    func refusals() throws {
        let bytes = try CentreMessage(reply).signed(for: "gate-7", with: key)
        let invalid = Fault(.init("reply.invalid"), "")
        #expect(throws: invalid) { try read(bytes, device: "gate-8") }
        #expect(throws: invalid) {
            try CentreMessage(
                verifying: bytes, device: "gate-7", key: Curve25519.Signing.PrivateKey().publicKey)
        }
        for at in bytes.indices {
            var changed = bytes
            changed[at] ^= 1
            #expect(throws: invalid) { try read(changed) }
            #expect(throws: invalid) { try read(Array(bytes.prefix(at))) }
        }
    }

    @Test("whose reply has another number than it is not believed")
    func numbers() throws {
        let message = CentreMessage(number: 5, kind: "reply", version: 1, body: try WireJSON.encode(reply))
        #expect(throws: Fault(.init("reply.invalid"), "")) { try message.reply() }
    }
}
