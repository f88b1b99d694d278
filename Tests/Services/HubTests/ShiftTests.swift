import DeviceIdentity
import Foundation
import Ground
import SwiftASN1
import Testing
import X509

@testable import Hub

@Suite("A shift of the authority, and which devices bear it", .timeLimit(.minutes(20))) struct ShiftTests {
    private static let tooEarly = Fault(.init("hub.shiftTooEarly"), "")

    @Test(
        "A shift that is cut at any write and repeated is one shift: devices are let in, and another one is refused",
        arguments: [
            "authority-past.crt", "authority.crt", "authority-next.key", "authority-next.crt", "after the last",
        ])
    func cut(at file: String) async throws {
        try await RunningHub.inFolder { folder in
            // A certificate ends at a whole second.
            let clock = TestClock(Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down)))
            let hub = try await RunningHub.create(at: folder, clock)
            let before = try hub.authorities
            var enrolled: EnrolledDevice?
            try await RunningHub.serve(hub, clock) { running in try await running.withDevice { enrolled = $0 } }
            let device = try #require(enrolled)
            if file != "after the last" {
                let worn = WornPlace(hub.folder.keys.appending(path: file))
                await #expect(throws: Fault(.init("disk.write"), "")) { try await hub.shiftAuthority() }
                worn.mend()
                #expect(try await hub.shiftAuthority().isEmpty)
            } else {
                // After the last write, before the records know of it.
                try Authorities.shift(hub.folder.keys, now: clock.now.date)
            }
            for _ in 1...2 {
                let fault = await #expect(throws: Self.tooEarly) { try await hub.shiftAuthority() }
                let text = try #require(fault?.message)
                for word in [
                    "1 device (\(device.answer.device))", "last shift was at \(clock.now)", "--shut-out-devices",
                ] {
                    #expect(text.contains(word), "\(text)")
                }
            }
            let after = try hub.authorities
            let next = try #require(before.next)
            #expect(after.current.certificate == next && after.past == before.current.certificate)
            #expect(after.next?.publicKey != next.publicKey && after.next != before.current.certificate)
            #expect(await hub.troubles().isEmpty)
            try await RunningHub.serve(hub, clock) { running in
                let answer = try await running.connected(as: device)
                #expect(answer.status == 200)
            }
        }
    }

    @Test("The next shift waits until each device has shown a certificate that came with the new one, or is revoked")
    func renewed() async throws {
        try await RunningHub.with { running in
            let hub = running.hub
            var devices: [PastDevice] = []
            for _ in 1...7 { devices.append(try await running.deviceEnrolled(daysAgo: 250)) }
            try await hub.shiftAuthority()
            func strangers() async throws -> String {
                let fault = await #expect(throws: Self.tooEarly) { try await hub.shiftAuthority() }
                return try #require(fault?.message)
            }
            #expect(try await strangers().contains("7 devices ("))
            #expect(try await strangers().contains(" and 2 more)"))
            for device in devices.prefix(4) { try await hub.revoke(device.device) }
            #expect(try await strangers().contains("3 devices ("))
            // Who enrols now is told of the next one at once.
            _ = try await running.withDevice { _ in }
            #expect(try await strangers().contains("3 devices ("))
            for (left, device) in zip([2, 1, 0], devices.suffix(3)) {
                let asking = try AskingDevice()
                let body = try device.renewal(asking)
                let answer = try await running.stranger.send(.post, "/v1/renew", body: body)
                #expect(answer.status == 200)
                // The answer may be lost: the device is not known to know.
                #expect(try await strangers().contains("\(device.device)"))
                let renewed = try device.renewed(answer.body, asking)
                try await hub.inventory.adopt(
                    CertificateText.keyDigest(Certificate(pemEncoded: renewed.certificate)), of: device.device)
                if left > 0 {
                    let text = try await strangers()
                    #expect(text.contains("\(left) device") && !text.contains("\(device.device)"))
                }
            }
            let next = try hub.authorities.next
            #expect(try await hub.shiftAuthority().isEmpty)
            #expect(try hub.authorities.current.certificate == next)
        }
    }

    @Test("A device that renews with the certificate of a renewal has shown it")
    func shownByRenewal() async throws {
        try await RunningHub.with { running in
            let hub = running.hub
            let device = try await running.deviceEnrolled(daysAgo: 250)
            try await hub.shiftAuthority()
            let asking = try AskingDevice()
            let answer = try await running.stranger.send(.post, "/v1/renew", body: try device.renewal(asking))
            let renewed = try device.renewed(answer.body, asking)
            running.clock.advance(seconds: 250 * 86_400)
            let second = try await running.stranger.send(.post, "/v1/renew", body: try renewed.renewal(AskingDevice()))
            #expect(second.status == 200)
            #expect(try await hub.shiftAuthority().isEmpty)
        }
    }

    @Test("In an emergency it goes on, and says which devices are out; alarms name them until they are revoked")
    func shutOut() async throws {
        try await RunningHub.with { running in
            let hub = running.hub
            let device = try await running.deviceEnrolled(daysAgo: 1).device
            #expect(try await hub.shiftAuthority().isEmpty)
            #expect(await hub.troubles().isEmpty)
            await #expect(throws: Self.tooEarly) { try await hub.shiftAuthority() }
            let next = try hub.authorities.next
            #expect(try await hub.shiftAuthority(shuttingOut: true) == [device])
            #expect(try hub.authorities.current.certificate == next)
            let troubles = await hub.troubles()
            #expect(troubles.map(\.fault) == [Fault(.init("hub.shutOut"), "")])
            #expect(troubles.first?.fault.message.contains("1 device (\(device))") == true)
            try await hub.revoke(device)
            #expect(await hub.troubles().isEmpty)
            #expect(try await hub.shiftAuthority().isEmpty)
        }
    }

    @Test("Operators bear one shift, and after another are named until they have other certificates, or are removed")
    func operators() async throws {
        try await RunningHub.with { running in
            let hub = running.hub
            func named() async -> [String] { await hub.troubles().map(\.fault.message) }
            _ = try await hub.addOperator("maria")
            _ = try await hub.addOperator("pat")
            running.clock.advance(seconds: 10)
            try await hub.shiftAuthority()
            #expect(await named().isEmpty)
            running.clock.advance(seconds: 10)
            _ = try await hub.addOperator("anna")
            running.clock.advance(seconds: 10)
            try await hub.shiftAuthority()
            #expect(await named().count == 1)
            #expect(await named().first?.contains("(maria, pat)") == true)
            _ = try await hub.addOperator("maria")
            #expect(await named().first?.contains("(pat)") == true)
            try await hub.removeOperator("pat")
            #expect(await named().isEmpty)
        }
    }

    @Test("A device whose certificate cannot be renewed any more holds no shift up: it is to be enrolled anew anyway")
    func longGone() async throws {
        try await RunningHub.with { running in
            let device = try await running.deviceEnrolled(daysAgo: 544).device
            try await running.hub.shiftAuthority()
            await #expect(throws: Self.tooEarly) { try await running.hub.shiftAuthority() }
            running.clock.advance(seconds: 2 * 86_400)
            #expect(try await running.hub.shiftAuthority().isEmpty)
            #expect(try await running.hub.devices().map(\.identifier) == [device])
            #expect(await running.hub.troubles().isEmpty)
        }
    }

    @Test("Of an older hub's device it counts when its certificate was made", arguments: [true, false])
    func olderHub(isAfterShift: Bool) async throws {
        try await RunningHub.with { running in
            let hub = running.hub
            running.clock.advance(seconds: 10)
            if isAfterShift { try await hub.shiftAuthority() }
            running.clock.advance(seconds: 10)
            _ = try await running.deviceEnrolled(daysAgo: 0)
            running.clock.advance(seconds: 10)
            try await hub.store.transaction { try $0.define("UPDATE device SET authority = NULL") }
            #expect(try await hub.shiftAuthority().isEmpty)
            await #expect(throws: Self.tooEarly) { try await hub.shiftAuthority() }
            #expect(await hub.troubles().isEmpty)
            #expect(try await hub.shiftAuthority(shuttingOut: true).count == 1)
        }
    }

    @Test(
        "By itself it shifts while devices do not know the next one only when the present one ends, and says so before")
    func byItself() async throws {
        try await RunningHub.with { running in
            let (hub, clock) = (running.hub, running.clock)
            _ = try await running.deviceEnrolled(daysAgo: 0)
            try await hub.shiftAuthority()
            let end = try hub.authorities.current.certificate.notValidAfter
            // One that is kept from renewing, and yet could come.
            try await hub.store.transaction { transaction in
                _ = try transaction.execute("UPDATE device SET certificateEnds = $1", Timestamp(end))
            }
            func shutOuts() async -> [Fault] { await hub.troubles().filter { $0.effect == .shutOut }.map(\.fault) }
            for (days, shifts, said) in [
                (731, false, []), (729, false, ["hub.shiftTooEarly"]), (8, false, ["hub.shiftTooEarly"]),
                (6, true, ["hub.shutOut"]),
            ] as [(Double, Bool, [String])] {
                clock.advance(seconds: Int64((end - days * 86_400).timeIntervalSince(clock.now.date)))
                #expect(try await hub.keepAuthorities() == shifts, "\(days)")
                #expect(await shutOuts() == said.map { Fault(.init($0), "") }, "\(days)")
            }
        }
    }
}
