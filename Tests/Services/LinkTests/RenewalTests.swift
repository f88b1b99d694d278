import CollectingLog
import Crypto
import DeviceIdentity
import Foundation
import Ground
import Hub
import Synchronization
import Testing

@testable import Link

@Suite("Renewal by the link")
struct RenewalTests {
    @Test("Before two thirds of the certificate's life the hub is not even asked")
    func notYet() async throws {
        try await withRenewer(days: 240) { (renewer, _) async throws in #expect(try await !renewer.round()) }
    }

    @Test("After it, the device has a new key and certificate, and nothing is left of the way there")
    func renews() async throws {
        try await withRenewer(days: 280) { (renewer, state) async throws in
            let before = try LinkIdentity.load(state).credential
            #expect(try await renewer.round())
            let after = try LinkIdentity.load(state).credential
            #expect(after.key.publicKey.rawRepresentation != before.key.publicKey.rawRepresentation)
            #expect(after.notAfter > before.notAfter + 270 * 86_400)
            #expect(after.device == before.device)
            #expect(!FileManager.default.fileExists(atPath: state.link.pending.path))
        }
    }

    @Test("A device that slept within the grace renews; after it, it is told what to do")
    func slept() async throws {
        try await withRenewer(days: 540) { (renewer, _) async throws in #expect(try await renewer.round()) }
        try await withRenewer(days: 560) { (renewer, state) async throws in
            let fault = await #expect(throws: Fault(.init("renewal.refused"), "")) { try await renewer.round() }
            #expect(fault?.message.contains("hub.renewal.late") == true)
            #expect(try LinkIdentity.load(state).credential.device == renewer.identity.device)
        }
    }

    @Test(
        "A device whose clock is years ahead does not trouble the hub again and again: it says that its clock is wrong")
    func clockAhead() async throws {
        try await withRenewer(days: 900, hubDays: 0) { (renewer, state) async throws in
            let before = try LinkIdentity.load(state).credential.certificate
            await #expect(throws: Fault(.init("clock.ahead"), "")) { try await renewer.round() }
            #expect(try LinkIdentity.load(state).credential.certificate == before)
        }
    }

    @Test("A renewal interrupted at any write is completed by the next, with the old certificate in force until then")
    func interrupted() async throws {
        try await withRenewer(days: 280) { (renewer, state) async throws in
            let before = try LinkIdentity.load(state).credential.certificate
            for file in [state.link.pending, state.link.credential] {
                let worn = WornPlace(file)
                await #expect(throws: Fault(.init("disk.write"), "")) { try await renewer.round() }
                #expect(try LinkIdentity.load(state).credential.certificate == before)
                worn.mend()
            }
            #expect(try await renewer.round())
            #expect(try LinkIdentity.load(state).credential.certificate != before)
        }
    }

    @Test("A pending key that a power cut left beside its certificate is not asked for a second time")
    func leftOver() async throws {
        try await withRenewer(days: 280) { (renewer, state) async throws in
            let worn = WornPlace(state.link.credential)
            await #expect(throws: Fault(.init("disk.write"), "")) { try await renewer.round() }
            let pending = try Data(contentsOf: state.link.pending)
            let asked = try Renewal(state).request().certificateRequest
            worn.mend()
            #expect(try Renewal(state).request().certificateRequest == asked)
            #expect(try await renewer.round())
            try DurableFile.write(pending, to: state.link.pending, permissions: 0o600)
            #expect(try Renewal(state).request().certificateRequest != asked)
        }
    }

    @Test("Moments of renewal are spread over a month, and always between two and three quarters of the life")
    func spread() throws {
        let day = 86_400.0
        var moments: [Double] = []
        for number in 0..<400 {
            let due = Renewal.due(
                device: "device \(number)", from: Date(timeIntervalSince1970: 0),
                to: Date(timeIntervalSince1970: 366 * day))
            moments.append(due.timeIntervalSince1970 / day)
        }
        #expect((moments.min() ?? 0) >= 244 && (moments.max() ?? 999) <= 274.5)
        // By chance of 1 in 10^9 a quarter of an even spread would hold fewer than 50 of 400.
        for quarter in 0..<4 {
            let from = 244 + 7.625 * Double(quarter)
            #expect(moments.count { $0 >= from && $0 < from + 7.625 } > 50)
        }
    }

    /// A device and the renewer of its link so many days after the enrolment.
    private func withRenewer(
        days: Int, hubDays: Int? = nil, _ body: (Renewer, StateDirectory) async throws -> Void
    ) async throws {
        try await LoopbackHub.inFolder { folder in
            let hubTime = Mutex(Date())
            let hub = try await Hub.create(
                at: folder.appending(path: "hub"), title: "test hub", hosts: ["127.0.0.1"]
            ) { Timestamp(hubTime.withLock { $0 }) }
            try await LoopbackHub(hub).serving {
                let state = StateDirectory(folder.appending(path: "device"))
                let invitation = try await hub.invite(until: Timestamp(Date(timeIntervalSinceNow: 600)))
                _ = try await EnrolmentClient().provision(state, with: invitation, custody: .file)
                hubTime.withLock { $0 += Double(hubDays ?? days) * 86_400 }
                try await hub.trustClock()
                let time = LinkTime(
                    now: { Date() + Double(days) * 86_400 }, uptime: { .zero }, sleep: { _ in }, chance: { 1 })
                let link = try LinkIdentity.load(state)
                try await body(
                    Renewer(
                        identity: link, state: state.link, address: link.enrolmentURL,
                        clock: try LinkClock(time, link, state.link), logger: CollectingLog().logger), state)
            }
        }
    }
}
