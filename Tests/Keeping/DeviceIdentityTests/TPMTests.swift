import Crypto
import Foundation
import Ground
import SoftwareTPM
import Testing

@testable import DeviceIdentity

@Suite("Keys in a TPM 2.0", .serialized, .enabled(if: SoftwareTPM.isWanted, SoftwareTPM.elsewhere))
struct TPMTests {
    let tpm: SoftwareTPM

    init() throws { tpm = try SoftwareTPM() }

    @Test("A device enrols with keys in the TPM, says so, and no file holds one in clear")
    func whole() throws {
        try withState { state in
            try enrol(state)
            #expect(try CustodyRecord.load(state).kind == .tpm)
            let station = try StationIdentity.load(state)
            #expect(try station.listKey("interpol-1").withBytes(Array.init) == Array(repeating: 5, count: 32))
            let link = try LinkIdentity.load(state)
            // A digest with a leading zero byte in r or s must be padded: many signatures meet one.
            for number in 0..<20 {
                let digest = SHA256.hash(data: Data("\(number)".utf8))
                #expect(
                    link.credential.key.publicKey.isValidSignature(try link.credential.key.sign(digest), for: digest))
            }
            let secret = station.key.rootSecret.withBytes { Data($0) }
            for file in try FileManager.default.subpathsOfDirectory(atPath: state.root.path) {
                let data = (try? Data(contentsOf: state.root.appending(path: file))) ?? Data()
                #expect(data.range(of: secret) == nil, "\(file) holds the root secret")
            }
            #expect(!FileManager.default.fileExists(atPath: state.seed(of: .station).path))
        }
    }

    @Test("Two devices on one TPM share nothing")
    func two() throws {
        try withState { first in
            try withState { second in
                try enrol(first)
                try enrol(second)
                let keys = try [first, second].map {
                    try LinkIdentity.load($0).credential.key.publicKey.rawRepresentation
                }
                #expect(keys[0] != keys[1])
                try swapFiles(first.station.key, second.station.key)
                #expect(throws: Fault(.init("key.damaged"), "")) { try StationIdentity.load(first) }
            }
        }
    }

    @Test("A TPM that is away is named, and everything works when it is back")
    func vanished() throws {
        try withState { state in
            try enrol(state)
            let key = try LinkIdentity.load(state).credential.key
            let digest = SHA256.hash(data: Data())
            tpm.pullOut()
            #expect(throws: Fault(.init("tpm.unreachable"), "")) { try StationIdentity.load(state) }
            #expect(throws: Fault(.init("tpm.unreachable"), "")) { try LinkIdentity.load(state) }
            #expect(throws: Fault(.init("tpm.unreachable"), "")) { try key.sign(digest) }
            try tpm.putBack()
            #expect(key.publicKey.isValidSignature(try key.sign(digest), for: digest))
            #expect(try StationIdentity.load(state).device == "gate-7")
        }
    }

    @Test("A TPM that was cleared, or exchanged for that of another device, is told from one that is away")
    func cleared() throws {
        try withState { state in
            try enrol(state)
            try tpm.clear()
            #expect(throws: Fault(.init("tpm.cleared"), "")) { try StationIdentity.load(state) }
            try withState { other in
                try enrol(other)
                #expect(throws: Fault(.init("tpm.other"), "")) { try LinkIdentity.load(state) }
            }
        }
    }

    @Test(
        "A key file with any damage is refused",
        arguments: [{ $0.station.key }, { $0.link.credential }] as [@Sendable (StateDirectory) -> URL])
    func damaged(file: @Sendable (StateDirectory) -> URL) throws {
        try withState { state in
            try enrol(state)
            let whole = try Data(contentsOf: file(state))
            for step in 0..<12 {
                var bytes = whole
                let at = step * (whole.count - 1) / 11
                bytes[at] ^= 1
                for damaged in [bytes, whole.prefix(at)] {
                    try SecretFile.write(Data(damaged), to: file(state))
                    #expect(throws: Fault.self) {
                        _ = try StationIdentity.load(state)
                        _ = try LinkIdentity.load(state)
                    }
                }
            }
        }
    }

    @Test("An enrolment interrupted at any write is completed, with one place in the TPM")
    func interrupted() throws {
        try withState { state in
            try state.prepare()
            // In the order of the writes: each attempt gets one write further than the one before.
            let files = [
                state.custody, state.station.key, state.link.pending, state.link.credential, state.link.identity,
                state.station.identity, state.deviceFile,
            ]
            for file in files {
                let worn = WornPlace(file)
                #expect(throws: Fault(.init("disk.write"), ""), "at \(file.lastPathComponent)") { try enrol(state) }
                worn.mend()
            }
            try enrol(state)
            #expect(try CustodyRecord.load(state).tpm?.handle == 0x8100_5200)
        }
    }

    @Test("After a reset every copy of the key files is worthless")
    func destroyed() throws {
        try withState { state in
            try enrol(state)
            let copy = FileManager.default.temporaryDirectory.appending(path: "copy-\(UUIDv7())")
            defer { try? FileManager.default.removeItem(at: copy) }
            try FileManager.default.copyItem(at: state.root, to: copy)
            #expect(try StationIdentity.load(StateDirectory(copy)).device == "gate-7")
            try Custody.destroy(state)
            #expect(throws: Fault(.init("tpm.cleared"), "")) { try StationIdentity.load(StateDirectory(copy)) }
            // A new device in the same TPM does not revive them.
            try withState { other in
                try enrol(other)
                #expect(throws: Fault(.init("tpm.other"), "")) { try StationIdentity.load(StateDirectory(copy)) }
                #expect(try StationIdentity.load(other).device == "gate-7")
            }
        }
    }

    private func enrol(_ state: StateDirectory) throws {
        let center = FakeCenter()
        let enrolment = Enrolment(state: state, invitation: center.invitation, custody: .tpm(tpm.address))
        _ = try enrolment.complete(try center.answer(try enrolment.request()), now: Date())
    }
}

func swapFiles(_ first: URL, _ second: URL) throws {
    let (one, two) = (try Data(contentsOf: first), try Data(contentsOf: second))
    try SecretFile.write(two, to: first)
    try SecretFile.write(one, to: second)
}
