import DeviceIdentity
import Foundation
import Ground
import Hub
import SoftwareTPM
import Testing

@testable import Link

@Suite("TLS with a key in a TPM", .serialized, .enabled(if: SoftwareTPM.isWanted, SoftwareTPM.elsewhere))
struct TPMTests {
    @Test("A device whose key never leaves its TPM is let in, and one whose TPM is away says that, not 'wrong hub'")
    func handshake() async throws {
        let tpm = try SoftwareTPM()
        try await LoopbackHub.served { center, folder in
            let state = StateDirectory(folder.appending(path: "device"))
            let invitation = try await center.hub.invite(until: Timestamp(Date(timeIntervalSinceNow: 600)))
            _ = try await EnrolmentClient().provision(state, with: invitation, custody: .tpm(tpm.address))
            let link = try LinkIdentity.load(state)
            #expect(try await ask(link) == 200)
            tpm.pullOut()
            await #expect(throws: Fault(.init("tpm.unreachable"), "")) { try await ask(link) }
            try tpm.putBack()
            #expect(try await ask(link) == 200)
        }
    }

    /// Over a connection of its own.
    private func ask(_ link: LinkIdentity) async throws -> Int {
        try await HubConnection.open(to: link.deviceURL, as: link.credential, clock: LinkClock(.system)) { hub in
            try await hub.send(.get, "/v1/messages?after=0", limit: 65_536).status
        }
    }
}
