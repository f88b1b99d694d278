import DeviceIdentity
import Foundation
import Ground
import Hub
import Link
import Testing

@Suite("Provisioning at a hub")
struct ProvisionTests {
    @Test("A device is provisioned once, and says so the second time")
    func twice() async throws {
        try await LoopbackHub.served { center, folder in
            let state = StateDirectory(folder.appending(path: "device"))
            let invitation = try await center.hub.invite(until: later)
            let first = try await EnrolmentClient().provision(state, with: invitation)
            let second = try await EnrolmentClient().provision(state, with: invitation)
            #expect(!first.wasComplete && second.wasComplete)
            #expect(first.record == second.record)
            #expect(try await center.hub.devices().map(\.identifier.description) == [first.record.device])
        }
    }

    @Test("An answer that was lost is given again, to one device")
    func lostAnswer() async throws {
        try await LoopbackHub.served { center, folder in
            let state = StateDirectory(folder.appending(path: "device"))
            let invitation = try await center.hub.invite(until: later)
            // The answer came, but the last write failed.
            try state.prepare()
            let worn = WornPlace(state.deviceFile)
            await #expect(throws: Fault(.init("disk.write"), "")) {
                try await EnrolmentClient().provision(state, with: invitation)
            }
            #expect(throws: Fault(.init("identity.missing"), "")) { try LinkIdentity.load(state) }
            worn.mend()
            let second = try await EnrolmentClient().provision(state, with: invitation)
            #expect(!second.wasComplete)
            #expect(try await center.hub.devices().map(\.identifier.description) == [second.record.device])
        }
    }

    @Test("A wrong code, a code of another device and an expired code are refused, and leave no identity")
    func refused() async throws {
        try await LoopbackHub.served { center, folder in
            let good = try await center.hub.invite(until: later)
            _ = try await EnrolmentClient().provision(
                StateDirectory(folder.appending(path: "first")), with: good)
            let past = try await center.hub.invite(until: Timestamp(Date(timeIntervalSinceNow: -60)))
            let state = StateDirectory(folder.appending(path: "second"))
            for invitation in [good, past, good.with(code: "made-up")] {
                await #expect(throws: Fault(.init("enrolment.refused"), "")) {
                    try await EnrolmentClient().provision(state, with: invitation)
                }
            }
            #expect(throws: Fault(.init("identity.missing"), "")) { try LinkIdentity.load(state) }
        }
    }

    @Test("A server that the invitation's authority has not certified gets no code")
    func otherAuthority() async throws {
        try await LoopbackHub.inFolder { folder in
            let center = try await LoopbackHub(folder.appending(path: "hub"))
            let other = try await LoopbackHub(folder.appending(path: "other"))
            let authority = try await other.serving { try await other.hub.invite(until: later).authority }
            try await center.serving {
                let invitation = try await center.hub.invite(until: later).with(authority: authority)
                await #expect(throws: Fault(.init("hub.untrusted"), "")) {
                    try await EnrolmentClient().provision(
                        StateDirectory(folder.appending(path: "device")), with: invitation)
                }
            }
        }
    }

    @Test("A hub that is away is named, and the same keys are used when it is back")
    func away() async throws {
        try await LoopbackHub.inFolder { folder in
            let center = try await LoopbackHub(folder.appending(path: "hub"))
            let state = StateDirectory(folder.appending(path: "device"))
            let invitation = try await center.serving { try await center.hub.invite(until: later) }
            await #expect(throws: Fault(.init("hub.unreachable"), "")) {
                try await EnrolmentClient().provision(state, with: invitation)
            }
            let key = try Data(contentsOf: state.station.key)
            try await center.serving {
                let outcome = try await EnrolmentClient().provision(state, with: invitation)
                #expect(!outcome.wasComplete)
                #expect(try Data(contentsOf: state.station.key) == key)
            }
        }
    }

    private var later: Timestamp { Timestamp(Date(timeIntervalSinceNow: 600)) }
}

extension Invitation {
    fileprivate func with(code: String? = nil, authority: String? = nil) -> Invitation {
        Invitation(
            enrolmentURL: enrolmentURL, deviceURL: deviceURL, authority: authority ?? self.authority,
            code: code ?? self.code, expires: expires)
    }
}
