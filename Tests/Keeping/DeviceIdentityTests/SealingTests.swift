import Crypto
import Foundation
import Ground
import Testing

@testable import DeviceIdentity

@Suite("Sealing")
struct SealingTests {
    let key = OpeningKey()
    let plain: [UInt8] = Array("a print".utf8)
    let context = Data("gate-7/item".utf8)
    let broken = Fault(.init("seal.broken"), "")

    func sealed() throws -> [UInt8] {
        try key.sealingKey.seal(WipingBytes(plain), for: .item, authenticating: context)
    }

    @Test("What is sealed opens for the owner, and is 48 bytes longer")
    func roundTrip() throws {
        let opened = try key.open(try sealed(), for: .item, authenticating: context)
        #expect(opened.withBytes(Array.init) == plain)
        #expect(try sealed().count == plain.count + SealingKey.overhead)
    }

    @Test("Sealing the same twice gives different bytes")
    func fresh() throws {
        #expect(try sealed() != (try sealed()))
    }

    @Test("The purposes are the infos of docs/protocol.md, and opening by HPKE itself agrees")
    func independent() throws {
        let recipient = Curve25519.KeyAgreement.PrivateKey()
        let sealingKey = try SealingKey(rawRepresentation: recipient.publicKey.rawRepresentation)
        let bytes = try sealingKey.seal(WipingBytes(plain), for: .item, authenticating: context)
        var opener = try HPKE.Recipient(
            privateKey: recipient,
            ciphersuite: .init(kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .chaChaPoly),
            info: Data("ridgeline item v1".utf8), encapsulatedKey: Data(bytes.prefix(32)))
        #expect(Array(try opener.open(Data(bytes.dropFirst(32)), authenticating: context)) == plain)
        #expect(
            SealingPurpose.allCases.map(\.rawValue)
                == [
                    "ridgeline item v1", "ridgeline list key v1", "ridgeline message v1", "ridgeline outbox file v1",
                    "ridgeline audit file v1",
                ])
    }

    @Test("Another key, purpose or context opens nothing")
    func refusals() throws {
        let bytes = try sealed()
        #expect(throws: broken) { try OpeningKey().open(bytes, for: .item, authenticating: context) }
        #expect(throws: broken) { try key.open(bytes, for: .message, authenticating: context) }
        #expect(throws: broken) { try key.open(bytes, for: .item, authenticating: Data("gate-8/item".utf8)) }
        #expect(throws: broken) { try key.open(bytes, for: .item) }
    }

    @Test("Every truncation and every flipped byte opens nothing")
    func damage() throws {
        let bytes = try sealed()
        for at in bytes.indices {
            #expect(throws: broken) { try key.open(bytes.prefix(at), for: .item, authenticating: context) }
            var flipped = bytes
            flipped[at] ^= 0x10
            #expect(throws: broken) { try key.open(flipped, for: .item, authenticating: context) }
        }
    }

    @Test("A key of another length is no sealing key", arguments: [0, 31, 33])
    func length(count: Int) {
        #expect(throws: Fault(.init("key.invalid"), "")) { try SealingKey(rawRepresentation: Data(count: count)) }
    }

    /// The first points of small order of RFC 7748's curve; nothing sealed to them is secret.
    @Test("A key of small order is refused", arguments: [0, 1] as [UInt8])
    func smallOrder(x: UInt8) {
        #expect(throws: Fault(.init("key.invalid"), "")) {
            try SealingKey(rawRepresentation: Data([x]) + Data(count: 31))
        }
    }

    @Test("A stored key is the same key, and storing leaves it as it was")
    func stored() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "key-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: file) }
        let sealingKey = key.sealingKey
        try key.store(at: file)
        #expect(key.sealingKey == sealingKey)
        #expect(try OpeningKey(contentsOf: file).sealingKey == sealingKey)
        #expect(try key.open(try sealed(), for: .item, authenticating: context).count == plain.count)
    }

    @Test("Derived keys are stable, and of their own for each use and each device")
    func derived() {
        #expect(key.derivedKey(for: "a v1") == key.derivedKey(for: "a v1"))
        #expect(key.derivedKey(for: "a v1") != key.derivedKey(for: "b v1"))
        #expect(key.derivedKey(for: "a v1") != OpeningKey().derivedKey(for: "a v1"))
        #expect(key.derivedKey(for: "a v1").bitCount == 256)
    }
}
