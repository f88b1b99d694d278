import CaseMessages
import Crypto
import Foundation
import Ground
import Testing

@Suite("Receipt")
struct ReceiptTests {
    let key = Curve25519.Signing.PrivateKey()
    let item = UUIDv7()
    let digest = String(repeating: "ab", count: 32)
    let time = Timestamp(milliseconds: 951_827_696_789)

    @Test("A receipt is signed over the text that docs/protocol.md gives")
    func text() throws {
        let receipt = try Receipt(signing: item, digest: digest, received: time, device: "gate-7", with: key)
        let text = "ridgeline receipt v1\ngate-7\n\(item)\n\(digest)\n2000-02-29T12:34:56.789Z\n"
        #expect(key.publicKey.isValidSignature(receipt.signature, for: Data(text.utf8)))
        #expect(throws: Never.self) {
            try receipt.verify(key: key.publicKey, device: "gate-7", item: item, digest: digest)
        }
    }

    @Test("A receipt read from JSON still verifies")
    func json() throws {
        let signature = try key.signature(
            for: Data("ridgeline receipt v1\ngate-7\n\(item)\n\(digest)\n2000-02-29T12:34:56.789Z\n".utf8))
        let text = """
            {"item": "\(item)", "digest": "\(digest)", "received": "2000-02-29T12:34:56.789Z",
             "signature": "\(signature.base64EncodedString())"}
            """
        let receipt: Receipt = try WireJSON.decode(from: Data(text.utf8), limit: Receipt.limit, naming: "a receipt")
        #expect((receipt.item, receipt.digest, receipt.received) == (item, digest, time))
        #expect(throws: Never.self) {
            try receipt.verify(key: key.publicKey, device: "gate-7", item: item, digest: digest)
        }
    }

    @Test("A receipt for anything else is refused")
    func refusals() throws {
        let receipt = try Receipt(signing: item, digest: digest, received: time, device: "gate-7", with: key)
        let invalid = Fault(.init("receipt.invalid"), "")
        #expect(throws: invalid) {
            try receipt.verify(key: key.publicKey, device: "gate-8", item: item, digest: digest)
        }
        #expect(throws: invalid) {
            try receipt.verify(key: key.publicKey, device: "gate-7", item: UUIDv7(), digest: digest)
        }
        #expect(throws: invalid) {
            try receipt.verify(key: key.publicKey, device: "gate-7", item: item, digest: digest + "00")
        }
        #expect(throws: invalid) {
            try receipt.verify(
                key: Curve25519.Signing.PrivateKey().publicKey, device: "gate-7", item: item, digest: digest)
        }
        let later = Receipt(
            item: item, digest: digest, received: Timestamp(milliseconds: 1), signature: receipt.signature)
        #expect(throws: invalid) {
            try later.verify(key: key.publicKey, device: "gate-7", item: item, digest: digest)
        }
    }
}
