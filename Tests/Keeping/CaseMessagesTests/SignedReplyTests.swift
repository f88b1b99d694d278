import CaseMessages
import Crypto
import Ground
import Testing

@Suite("CaseReply")
struct SignedReplyTests {
    let key = Curve25519.Signing.PrivateKey()
    let reply = CaseReply(number: 4, hit: UUIDv7(), status: .confirmed, reference: "C-1", text: "Hold; call 110.")

    @Test("A signed reply is read back by the device it is for")
    func roundTrip() throws {
        let bytes = try reply.signed(for: "gate-7", with: key)
        #expect(try CaseReply(verifying: bytes, device: "gate-7", key: key.publicKey) == reply)
    }

    @Test("A reply for another device, by another key, changed or cut anywhere is refused")
    func refusals() throws {
        let bytes = try reply.signed(for: "gate-7", with: key)
        let invalid = Fault(.init("reply.invalid"), "")
        #expect(throws: invalid) { try CaseReply(verifying: bytes, device: "gate-8", key: key.publicKey) }
        let other = Curve25519.Signing.PrivateKey().publicKey
        #expect(throws: invalid) { try CaseReply(verifying: bytes, device: "gate-7", key: other) }
        for at in bytes.indices {
            var changed = bytes
            changed[at] ^= 1
            #expect(throws: invalid) { try CaseReply(verifying: changed, device: "gate-7", key: key.publicKey) }
            #expect(throws: invalid) {
                try CaseReply(verifying: Array(bytes.prefix(at)), device: "gate-7", key: key.publicKey)
            }
        }
    }
}
