import Foundation
import Ground
import Testing

@testable import TrustedUpdate

@Suite("What a client has verified and lost")
struct DamageTests {
    private let start = Fixture.start

    private func damaged(_ fixture: Fixture, isComplete: Bool = true) -> [String] {
        TrustedClient.damaged(in: fixture.state, trustedRoot: fixture.trustedRoot, isComplete: isComplete)
            .map(\.lastPathComponent)
    }

    @Test("is nothing before the first refresh, nor after any rotation of keys")
    func sound() async throws {
        let fixture = try await Fixture()
        #expect(damaged(fixture, isComplete: false) == [])
        _ = try fixture.client()
        #expect(damaged(fixture, isComplete: false) == [])
        for roles: Set<String> in [[], ["root"], ["timestamp"], ["snapshot"], ["targets"]] {
            try await fixture.repository.rotateKeys(of: roles, now: start)
            _ = try await fixture.client().refresh(now: start)
            #expect(damaged(fixture) == [])
        }
    }

    @Test("is nothing where the source ends in the middle of a rotation of keys", arguments: ["timestamp", "snapshot"])
    func middle(role: String) async throws {
        let fixture = try await Fixture()
        _ = try await fixture.client().refresh(now: start)
        try await fixture.repository.rotateKeys(of: [role], now: start)
        let metadata = fixture.published.appending(path: "metadata/timestamp.json")
        let newest = try Data(contentsOf: metadata)
        try FileManager.default.removeItem(at: metadata)
        await #expect(throws: Fault(.init("trust.missing"), "")) { try await fixture.client().refresh(now: start) }
        #expect(try fixture.stored()["timestamp.json"] == nil)
        #expect(damaged(fixture) == [])
        try newest.write(to: metadata)
        _ = try await fixture.client().refresh(now: start)
        try FileManager.default.removeItem(at: fixture.state.appending(path: "timestamp.json"))
        #expect(damaged(fixture) == ["timestamp.json"])
    }

    @Test("is what is missing before what is there, and all of a state that was complete")
    func gone() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.client().refresh(now: start)
        for name in ["timestamp.json", "root.json"] {
            try FileManager.default.removeItem(at: fixture.state.appending(path: name))
        }
        #expect(damaged(fixture, isComplete: false) == ["root.json", "timestamp.json"])
        try FileManager.default.removeItem(at: fixture.state)
        #expect(damaged(fixture) == ["root.json", "snapshot.json", "targets.json", "timestamp.json"])
        try Data().write(to: fixture.state)
        #expect(damaged(fixture) == ["state"])
    }
}
