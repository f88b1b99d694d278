import DeviceIdentity
import Foundation
import Ground
import Pauses
import Testing
import X509

@testable import Hub

@Suite("A change of authority beside the running hub", .timeLimit(.minutes(20))) struct CertificateWatchTests {
    @Test(
        "is followed: the hub shows who signs now, and lets in the devices of each, over as many changes as there are")
    func followed() async throws {
        let pauses = Pauses()
        try await RunningHub.with(watch: pauses) { running in
            var pause = await pauses.next()
            for _ in 1...3 {
                try await running.hub.shiftAuthority(shuttingOut: true)
                pause = await pauses.round(pause)
                let signing = try running.hub.authorities.current.certificate
                for port in [running.ports.device, running.ports.enrolment] {
                    let shown = try #require(try await ServedCertificate.at(port: port))
                    let isSignedByIt = signing.publicKey.isValidSignature(shown.signature, for: shown)
                    #expect(isSignedByIt)
                }
                // Who is invited now trusts the authority that signs now.
                let invitation = try await running.hub.invite(until: Timestamp(running.clock.now.date + 3600))
                let stranger = try HubClient(
                    base: "https://127.0.0.1:\(running.ports.enrolment)", authority: invitation.authority)
                try await stranger.closing {
                    let invited = RunningHub(
                        hub: running.hub, ports: running.ports, clock: running.clock, stranger: stranger)
                    try await invited.withDevice(code: invitation.code) { device in
                        let answer = try await device.client.send(.get, "/v1/messages")
                        #expect(answer.status == 200)
                    }
                }
            }
        }
    }

    @Test("shuts out whose authority is none any more, at the next connection")
    func shutOut() async throws {
        let pauses = Pauses()
        try await RunningHub.with(watch: pauses) { running in
            var pause = await pauses.next()
            try await running.withDevice { device in
                for isIn in [true, true, false] {
                    let answer = try? await running.connected(as: device)
                    #expect((answer?.status == 200) == isIn)
                    try await running.hub.shiftAuthority(shuttingOut: true)
                    pause = await pauses.round(pause)
                }
            }
        }
    }
}
