import Crypto
import DeviceIdentity
import Foundation
import Ground
import Pauses
import SwiftASN1
import Testing
import X509

@testable import Hub

@Suite("What ends while the hub runs", .timeLimit(.minutes(20))) struct UpkeepTests {
    private static let day: Int64 = 86_400

    @Test("The hub's certificate is renewed while it serves, on both listeners, and open connections stay open")
    func certificate() async throws {
        let pauses = Pauses()
        try await RunningHub.with(upkeep: pauses) { running in
            let pause = await pauses.next()
            try await running.withDevice { device in
                let first = try #require(try await ServedCertificate.at(port: running.ports.device))
                #expect(try await device.client.send(.get, "/v1/messages").status == 200)
                // With more than a third left nothing changes.
                let kept = try ServerCertificate(
                    folder: running.hub.folder.keys, names: ["127.0.0.1"], now: running.clock.now.date)
                #expect(try kept.renew(now: running.clock.now.date + 59 * 86_400) == nil)
                running.clock.advance(seconds: 61 * Self.day)
                _ = await pauses.round(pause)
                for port in [running.ports.device, running.ports.enrolment] {
                    let next = try #require(try await ServedCertificate.at(port: port))
                    #expect(next.notValidAfter > first.notValidAfter + 60 * 86_400)
                }
                // The connection from before, and a new one.
                #expect(try await device.client.send(.get, "/v1/messages").status == 200)
                #expect(try await running.connected(as: device).status == 200)
            }
        }
    }

    @Test("Devices trust the next authority before it signs: after a shift they are let in, and believe the hub")
    func shift() async throws {
        let pauses = Pauses()
        try await RunningHub.with(upkeep: pauses) { running in
            let pause = await pauses.next()
            try await running.withDevice { device in
                let roots = try PEMDocument.parseMultiple(pemString: device.answer.authority).map {
                    try Certificate(pemDocument: $0)
                }
                #expect(roots.count == 2)
                try await running.hub.shiftAuthority()
                _ = await pauses.round(pause)
                let shown = try #require(try await ServedCertificate.at(port: running.ports.device))
                #expect(shown.issuer == roots[1].subject)
                #expect(roots[1].publicKey.isValidSignature(shown.signature, for: shown))
                #expect(try await running.connected(as: device).status == 200)
                // Who enrols now is told of the one that is next now.
                try await running.withDevice { later in
                    let told = try PEMDocument.parseMultiple(pemString: later.answer.authority).map {
                        try Certificate(pemDocument: $0)
                    }
                    #expect(told.first == roots[1] && told.last != roots[0] && told.count == 2)
                    #expect(try await running.connected(as: later).status == 200)
                }
            }
        }
    }

    @Test("The authority shifts by itself two years before its end, whatever step an earlier shift was cut at")
    func interruptedShift() async throws {
        try await RunningHub.inFolder { folder in
            let clock = TestClock()
            let hub = try await RunningHub.create(at: folder, clock)
            let before = try hub.authorities
            let next = try #require(before.next)
            func passTime(untilBeforeEnd days: Double) {
                let date = before.current.certificate.notValidAfter - days * 86_400
                clock.advance(seconds: Int64(date.timeIntervalSince(clock.now.date)))
            }
            passTime(untilBeforeEnd: 731)
            #expect(try await !hub.keepAuthorities())
            // Every write of the shift fails once, as at a power cut; the next attempt goes on.
            passTime(untilBeforeEnd: 729)
            for name in ["authority-past.crt", "authority.crt", "authority-next.key", "authority-next.crt"] {
                let worn = WornPlace(hub.folder.keys.appending(path: name))
                await #expect(throws: Fault(.init("disk.write"), "")) { try await hub.keepAuthorities() }
                let present = try hub.authorities
                #expect([before.current.certificate, next].contains(present.current.certificate), "\(name)")
                worn.mend()
            }
            _ = try await hub.keepAuthorities()
            let after = try hub.authorities
            #expect(after.current.certificate == next)
            #expect(after.all.contains(before.current.certificate))
            #expect(after.next != next && after.next != nil)
            #expect(try await !hub.keepAuthorities())
        }
    }

    @Test("Without the next authority's key, which may be in a safe, the present one goes on and the hub says why")
    func keyInSafe() async throws {
        try await RunningHub.inFolder { folder in
            let hub = try await RunningHub.create(at: folder, TestClock())
            try FileManager.default.removeItem(at: folder.appending(path: "keys/authority-next.key"))
            await #expect(throws: Fault(.init("hub.authority.next"), "")) { try await hub.shiftAuthority() }
            #expect(try hub.authorities.next != nil)
        }
    }
}

extension RunningHub {
    /// A request over a new connection.
    func connected(as device: EnrolledDevice) async throws -> HubClient.Answer {
        let client = try HubClient(
            base: "https://127.0.0.1:\(ports.device)", authority: device.answer.authority,
            identity: (device.answer.certificate, device.asking.key.pemRepresentation))
        var answer: HubClient.Answer?
        try await client.closing { answer = try await client.send(.get, "/v1/messages") }
        return try #require(answer)
    }
}
