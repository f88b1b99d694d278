import Foundation
import Ground
import Testing

@testable import DeviceIdentity

@Suite("Keys in sealed files")
struct FileCustodyTests {
    @Test(
        "A flipped bit anywhere and every truncation of a key file is refused",
        arguments: [{ $0.station.key }, { $0.link.credential }, { $0.seed(of: .station) }, { $0.seed(of: .link) }]
            as [@Sendable (StateDirectory) -> URL])
    func damaged(file: @Sendable (StateDirectory) -> URL) throws {
        try withState { state in
            try enrol(state)
            let whole = try Data(contentsOf: file(state))
            for at in stride(from: 0, to: whole.count, by: max(1, whole.count / 40)) {
                var flipped = whole
                flipped[at] ^= 0x04
                for damaged in [flipped, Data(whole.prefix(at))] {
                    try SecretFile.write(damaged, to: file(state))
                    #expect(throws: Fault.self) { try loadBoth(state) }
                }
            }
            try SecretFile.write(whole, to: file(state))
            try loadBoth(state)
        }
    }

    @Test(
        "A key file that others may read is not believed",
        arguments: [{ $0.station.key }, { $0.link.credential }, { $0.seed(of: .station) }, { $0.seed(of: .link) }]
            as [@Sendable (StateDirectory) -> URL], [0o640, 0o604, 0o666])
    func permissions(file: @Sendable (StateDirectory) -> URL, mode: Int) throws {
        try withState { state in
            try enrol(state)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file(state).path)
            #expect(throws: Fault(.init("key.permissions"), "")) { try loadBoth(state) }
        }
    }

    @Test(
        "A key file of another device is refused",
        arguments: [{ $0.station.key }, { $0.link.credential }, { $0.seed(of: .station) }, { $0.seed(of: .link) }]
            as [@Sendable (StateDirectory) -> URL])
    func otherDevice(file: @Sendable (StateDirectory) -> URL) throws {
        try withState { first in
            try withState { second in
                try enrol(first)
                try enrol(second)
                try swapFiles(file(first), file(second))
                #expect(throws: Fault(.init("key.damaged"), "")) { try loadBoth(first) }
            }
        }
    }

    @Test("A link to a key file is not followed")
    func link() throws {
        try withState { state in
            try enrol(state)
            let away = state.root.appending(path: "elsewhere")
            try FileManager.default.moveItem(at: state.station.key, to: away)
            try FileManager.default.createSymbolicLink(at: state.station.key, withDestinationURL: away)
            #expect(throws: Fault(.init("key.permissions"), "")) { try StationIdentity.load(state) }
        }
    }

    @Test("A device without a TPM says that its keys lie in files, and stays with that")
    func says() throws {
        try withState { state in
            try enrol(state)
            #expect(try CustodyRecord.load(state) == CustodyRecord(kind: .file, tpm: nil))
            #expect(try Custody.establish(state, .tpm("device:/dev/null")).kind == .file)
        }
    }

    @Test("A TPM that was asked for and does not answer is not passed over")
    func noTPM() throws {
        try withState { state in
            let enrolment = Enrolment(
                state: state, invitation: FakeCenter().invitation, custody: .tpm("device:/nowhere/tpmrm0"))
            #expect(throws: Fault(.init("tpm.unreachable"), "")) { try enrolment.request() }
            #expect(!FileManager.default.fileExists(atPath: state.custody.path))
        }
    }

    @Test("Destroyed seeds leave every copy of the key files worthless")
    func destroyed() throws {
        try withState { state in
            try enrol(state)
            try Custody.destroy(state)
            #expect(throws: Fault(.init("disk.missing"), "")) { try StationIdentity.load(state) }
            for owner in KeyOwner.allCases { try FileCustody.prepare(seed: state.seed(of: owner)) }
            #expect(throws: Fault(.init("key.damaged"), "")) { try StationIdentity.load(state) }
        }
    }

    private func loadBoth(_ state: StateDirectory) throws {
        _ = try StationIdentity.load(state)
        _ = try LinkIdentity.load(state)
    }

    private func enrol(_ state: StateDirectory) throws {
        let center = FakeCenter()
        let enrolment = Enrolment(state: state, invitation: center.invitation, custody: .file)
        _ = try enrolment.complete(try center.answer(try enrolment.request()), now: Date())
    }
}
