import CaseMessages
import Crypto
import Foundation
import Ground
import Testing

@Suite("Refusal of an item")
struct ItemRefusalTests {
    private let key = Curve25519.Signing.PrivateKey()
    private let item = UUIDv7()
    private let digest = String(repeating: "ab", count: 32)

    private func refusal(_ reason: String) throws -> ItemRefusal {
        try ItemRefusal(
            signing: item, digest: digest, reason: reason, refused: Timestamp(milliseconds: 951_827_696_789),
            device: "gate-7", with: key)
    }

    /// The refusal as another program writes it, from the text that docs/protocol.md gives.
    private func foreign(_ text: String, saying reason: String) throws -> ItemRefusal {
        let signature = try key.signature(for: Data(text.utf8)).base64EncodedString()
        let json = """
            {"item": "\(item)", "digest": "\(digest)", "refused": "2000-02-29T12:34:56.789Z", "reason": "\(reason)",
             "signature": "\(signature)"}
            """
        return try WireJSON.decode(from: Data(json.utf8), limit: 4096, naming: "a refusal")
    }

    @Test("A refusal is signed over the text that docs/protocol.md gives")
    func text() throws {
        let text = "ridgeline refusal v1\ngate-7\n\(item)\n\(digest)\n2000-02-29T12:34:56.789Z\nit is too large\n"
        let read = try foreign(text, saying: "it is too large")
        #expect(throws: Never.self) { try read.verify(key: key.publicKey, device: "gate-7", digest: digest) }
        let ours: ItemRefusal = try WireJSON.decode(
            from: try WireJSON.encode(try refusal("it is too large")), limit: 4096, naming: "a refusal")
        #expect(throws: Never.self) { try ours.verify(key: key.publicKey, device: "gate-7", digest: digest) }
        #expect(ours.reason == "it is too large" && ours.item == item)
    }

    @Test("A refusal of another device, of other bytes, by another key or with other words is nobody's")
    func forged() throws {
        let good = try refusal("it is too large")
        let other = Curve25519.Signing.PrivateKey().publicKey
        for (key, device, digest) in [
            (other, "gate-7", digest), (key.publicKey, "gate-8", digest), (key.publicKey, "gate-7", digest + "00"),
        ] {
            #expect(throws: Fault(.init("refusal.invalid"), "")) {
                try good.verify(key: key, device: device, digest: digest)
            }
        }
        let text = "ridgeline refusal v1\ngate-7\n\(item)\n\(digest)\n2000-02-29T12:34:56.789Z\nit is too large\n"
        #expect(throws: Fault(.init("refusal.invalid"), "")) {
            try foreign(text, saying: "let him go").verify(key: key.publicKey, device: "gate-7", digest: digest)
        }
        // A receipt is no refusal.
        let receipt = "ridgeline receipt v1\ngate-7\n\(item)\n\(digest)\n2000-02-29T12:34:56.789Z\n"
        #expect(throws: Fault(.init("refusal.invalid"), "")) {
            try foreign(receipt, saying: "").verify(key: key.publicKey, device: "gate-7", digest: digest)
        }
    }
}
