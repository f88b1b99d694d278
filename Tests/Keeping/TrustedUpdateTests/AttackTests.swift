import Foundation
import Ground
import Testing

@testable import TrustedUpdate

@Suite("An attacker")
struct AttackTests {
    private let start = Fixture.start

    private func seenTwoPublications() async throws -> Fixture {
        let fixture = try await Fixture()
        try await fixture.repository.delegate(to: "owner", patterns: ["x/*"], now: start)
        try await fixture.repository.publish(adding: [NewTarget(path: "a", data: Data([1, 2, 3]))], now: start)
        let versions = try await fixture.client().refresh(now: start).versions
        try #require(versions == ["root": 1, "timestamp": 3, "snapshot": 3, "targets": 3, "owner": 1])
        return fixture
    }

    @Test("is refused, and what was verified stays in force", arguments: Attack.all)
    func refusal(attack: Attack) async throws {
        let fixture = try await seenTwoPublications()
        let before = try fixture.stored()
        try attack.change(Forger(fixture))
        let client = try fixture.client()
        await #expect(throws: Fault(attack.code, "")) { try await client.refresh(now: start + attack.clock) }
        let after = try fixture.stored()
        #expect(Set(after.keys) == Set(before.keys))
        let changed = Set(after.filter { before[$0.key] != $0.value }.keys)
        #expect(changed == attack.advanced)
    }

    @Test("cannot hide behind a clock that has fallen back: time never runs behind what was signed")
    func fallenClock() async throws {
        let fixture = try await seenTwoPublications()
        let client = try fixture.client()
        #expect(try await client.refresh(now: Date(timeIntervalSince1970: 0)).signed == start)
        #expect(await client.moment == start)
    }

    @Test("who has stolen the timestamp's key and counted far ahead is forgotten when the key is replaced")
    func fastForward() async throws {
        let fixture = try await seenTwoPublications()
        let forger = try Forger(fixture)
        let honest = try forger.read("timestamp.json")
        try forger.timestamp(version: 1_000_000, snapshot: 3)
        #expect(try await fixture.client().refresh(now: start).versions["timestamp"] == 1_000_000)
        try forger.write(honest, .init("timestamp.json"))
        await #expect(throws: Fault(.init("trust.rollback"), "")) { try await fixture.client().refresh(now: start) }
        try await fixture.repository.rotateKeys(of: ["timestamp"], now: start)
        #expect(try await fixture.client().refresh(now: start).versions["timestamp"] == 4)
    }

    @Test(
        "cannot pass off other bytes as a target",
        arguments: [
            ([1, 2, 4], .init("trust.mismatch")), ([1, 2], .init("trust.mismatch")),
            ([1, 2, 3, 4], .init("trust.tooLarge")),
            (nil, .init("disk.missing")),
        ] as [([UInt8]?, Fault.Code)])
    func targetBytes(bytes: [UInt8]?, code: Fault.Code) async throws {
        let fixture = try await seenTwoPublications()
        let client = try fixture.client()
        let target = try #require(try await client.refresh(now: start).targets.first)
        let folder = fixture.published.appending(path: "targets")
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
        try FileManager.default.removeItem(at: folder.appending(path: name))
        if let bytes { try Data(bytes).write(to: folder.appending(path: name)) }
        await #expect(throws: Fault(code, "")) { try await client.bytes(of: target) }
    }

    @Test(
        "gains nothing by cutting a file anywhere or flipping any bit of it",
        arguments: ["timestamp.json", "1.root.json"])
    func damage(name: String) async throws {
        let fixture = try await Fixture()
        let forger = try Forger(fixture)
        let whole = [UInt8](try forger.read(name))
        let isTimestamp = name == "timestamp.json"
        let root = try RootMetadata(fixture.trustedRoot)
        func accepted(_ bytes: [UInt8]) -> Bool {
            let data = Data(bytes)
            return isTimestamp
                ? (try? TimestampMetadata(data, keys: root.timestamp)) != nil : (try? RootMetadata(data)) != nil
        }
        #expect(accepted(whole))
        for count in whole.indices { #expect(!accepted(Array(whole[..<count]))) }
        // The signatures stand first; a letter of their hexadecimal digits may change its case.
        let signed = try #require(String(decoding: whole, as: UTF8.self).utf8Offset(of: "\"signed\":"))
        for index in whole.indices where index >= signed {
            var bytes = whole
            bytes[index] ^= 1 << UInt8(index % 8)
            #expect(!accepted(bytes))
        }
    }
}

extension String {
    fileprivate func utf8Offset(of part: String) -> Int? {
        range(of: part).map { utf8.distance(from: utf8.startIndex, to: $0.lowerBound) }
    }
}
