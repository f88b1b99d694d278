import Crypto
import Foundation
import Ground
import SwiftASN1
import Testing
import X509

@testable import DeviceIdentity

@Suite("Enrolment")
struct EnrolmentTests {
    let center = FakeCenter()
    let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test("After enrolment both daemons load who they are")
    func whole() throws {
        try withState { state in
            let enrolment = Enrolment(state: state, invitation: center.invitation, custody: .file)
            #expect(try enrolment.completed() == nil)
            let record = try enrolment.complete(try center.answer(try enrolment.request()), now: now)
            #expect(record.device == "gate-7")
            #expect(try enrolment.completed() == record)

            let station = try StationIdentity.load(state)
            #expect(station.device == "gate-7")
            #expect(try station.listKey("interpol-1").withBytes(Array.init) == Array(repeating: 5, count: 32))
            #expect(throws: Fault(.init("list.noKey"), "")) { try station.listKey("other") }
            let item = UUIDv7()
            let sealed = try station.seal(WipingBytes([1, 2, 3]), item: item)
            let opened = try center.sealing.open(
                sealed, for: .item, authenticating: Data("gate-7/\(item)".utf8))
            #expect(opened.withBytes(Array.init) == [1, 2, 3])

            let link = try LinkIdentity.load(state)
            let digest = SHA256.hash(data: Data("challenge".utf8))
            let certificate = try Certificate(pemEncoded: link.credential.certificate)
            let own = try #require(P256.Signing.PublicKey(certificate.publicKey))
            #expect(own.isValidSignature(try link.credential.key.sign(digest), for: digest))
            #expect(!FileManager.default.fileExists(atPath: state.link.pending.path))
            for secret in [state.station.key, state.link.credential, state.seed(of: .station), state.seed(of: .link)] {
                let mode = try FileManager.default.attributesOfItem(atPath: secret.path)[.posixPermissions]
                #expect(mode as? Int == 0o600)
            }
        }
    }

    @Test("A lost answer bricks nothing: the same keys and the same request are sent again")
    func repeatable() throws {
        try withState { state in
            let first = try Enrolment(state: state, invitation: center.invitation, custody: .file).request()
            #expect(try Enrolment(state: state, invitation: center.invitation, custody: .file).request() == first)
        }
    }

    @Test("An enrolled directory takes no other invitation")
    func other() throws {
        try withState { state in
            let enrolment = Enrolment(state: state, invitation: center.invitation, custody: .file)
            _ = try enrolment.complete(try center.answer(try enrolment.request()), now: now)
            let other = Enrolment(state: state, invitation: FakeCenter(code: "another").invitation, custody: .file)
            #expect(throws: Fault(.init("identity.exists"), "")) { try other.completed() }
        }
    }

    @Test(
        "When any write fails there is no identity, and the next attempt completes",
        arguments: [
            { $0.custody }, { $0.seed(of: .station) }, { $0.seed(of: .link) }, { $0.station.key }, { $0.link.pending },
            { $0.link.credential }, { $0.link.identity }, { $0.station.identity }, { $0.deviceFile },
        ] as [@Sendable (StateDirectory) -> URL])
    func failingWrites(file: @Sendable (StateDirectory) -> URL) throws {
        try withState { state in
            try state.prepare()
            let worn = WornPlace(file(state))
            let enrolment = Enrolment(state: state, invitation: center.invitation, custody: .file)
            #expect(throws: Fault(.init("disk.write"), "")) {
                try enrolment.complete(try center.answer(try enrolment.request()), now: now)
            }
            #expect(throws: Fault(.init("identity.missing"), "")) { try StationIdentity.load(state) }
            #expect(throws: Fault(.init("identity.missing"), "")) { try LinkIdentity.load(state) }
            worn.mend()
            _ = try enrolment.complete(try center.answer(try enrolment.request()), now: now)
            #expect(try StationIdentity.load(state).device == "gate-7")
            #expect(try LinkIdentity.load(state).device == "gate-7")
        }
    }

    @Test(
        "An answer that does not fit leaves no identity",
        arguments: [
            { $0.device = "gate-8" }, { $0.authority = FakeCenter(code: "x").authority }, { $0.trustedRoot = Data() },
            { $0.hubSealingKey = Data(count: 3) }, { $0.receiptKey = Data(count: 3) },
            { $0.certificate = FakeCenter(code: "x").authority }, { $0.certificate = "none" },
            { $0.listKeys[0] = .init(identifier: "i", list: "l", sealed: Data(count: 80)) },
            { $0.deviceURL = ServerAddress("http://hub") ?? $0.deviceURL },
        ] as [@Sendable (inout AnswerParts) -> Void])
    func misfits(change: @Sendable (inout AnswerParts) -> Void) throws {
        try withState { state in
            let enrolment = Enrolment(state: state, invitation: center.invitation, custody: .file)
            var parts = AnswerParts(try center.answer(try enrolment.request()))
            change(&parts)
            #expect(throws: Fault.self) { try enrolment.complete(parts.answer, now: now) }
            #expect(throws: Fault(.init("identity.missing"), "")) { try StationIdentity.load(state) }
        }
    }

    @Test("Every truncation of the invitation's file is refused by name")
    func invitations() throws {
        try withState { state in
            try state.prepare()
            let file = state.root.appending(path: "invitation.json")
            let whole = try WireJSON.encode(center.invitation)
            for count in 0..<whole.count {
                try whole.prefix(count).write(to: file)
                let fault = #expect(throws: Fault.self) { try Invitation(contentsOf: file) }
                #expect(fault?.message.contains("invitation.json") == true)
            }
            for bad in [
                "http://127.0.0.1:8443", "https://127.0.0.1:99999", "https://a@127.0.0.1:8443",
                "https://127.0.0.1:8443?a",
            ] {
                let text = String(decoding: whole, as: UTF8.self)
                    .replacing("https:\\/\\/127.0.0.1:8443", with: bad, maxReplacements: 1)
                    .replacing("https://127.0.0.1:8443", with: bad, maxReplacements: 1)
                try #require(text.contains(bad))
                try Data(text.utf8).write(to: file)
                let fault = #expect(throws: Fault.self) { try Invitation(contentsOf: file) }
                #expect(fault?.message.contains("invitation.json") == true)
            }
            try whole.write(to: file)
            #expect(try Invitation(contentsOf: file) == center.invitation)
        }
    }

    @Test("A damaged identity is named, not half used")
    func damaged() throws {
        try withState { state in
            let enrolment = Enrolment(state: state, invitation: center.invitation, custody: .file)
            _ = try enrolment.complete(try center.answer(try enrolment.request()), now: now)
            try Data("{}".utf8).write(to: state.station.identity)
            #expect(throws: Fault(.init("json.invalid"), "")) { try StationIdentity.load(state) }
        }
    }
}

func withState(_ body: (StateDirectory) throws -> Void) throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "ridgeline-\(UUIDv7())")
    defer { try? FileManager.default.removeItem(at: root) }
    try body(StateDirectory(root))
}
