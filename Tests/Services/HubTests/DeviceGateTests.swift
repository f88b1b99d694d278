import Crypto
import DeviceIdentity
import Foundation
import Ground
import SwiftASN1
import Testing
import X509

@testable import Hub

@Suite("Who is let in") struct DeviceGateTests {
    @Test("Without a client certificate the device listener does not even talk")
    func noCertificate() async throws {
        try await RunningHub.with { running in
            let invitation = try await running.hub.invite(until: running.clock.now)
            try await running.withClient(trusting: invitation.authority) { client in
                await #expect(throws: (any Error).self) { try await client.send(.get, "/v1/messages") }
            }
        }
    }

    @Test("A certificate of another authority, or signed by itself, is refused within TLS")
    func foreignCertificate() async throws {
        try await RunningHub.with { running in
            let invitation = try await running.hub.invite(until: running.clock.now)
            let key = P256.Signing.PrivateKey()
            let name = try DistinguishedName { CommonName(UUIDv7().description) }
            let own = try Certificate(
                version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey),
                notValidBefore: Date() - 3600, notValidAfter: Date() + 3600, issuer: name, subject: name,
                signatureAlgorithm: .ecdsaWithSHA256, extensions: .init(), issuerPrivateKey: .init(key))
            try await running.withClient(
                trusting: invitation.authority,
                as: (try own.serializeAsPEM().pemString, key.pemRepresentation)
            ) { client in
                await #expect(throws: (any Error).self) { try await client.send(.get, "/v1/messages") }
            }
        }
    }

    @Test("A device of another hub is refused, though its certificate is in order there")
    func otherHub() async throws {
        try await RunningHub.with { here in
            try await RunningHub.with { there in
                try await there.withDevice { device in
                    try await here.withClient(
                        trusting: try await here.hub.invite(until: here.clock.now).authority,
                        as: (device.answer.certificate, device.asking.key.pemRepresentation)
                    ) { client in
                        await #expect(throws: (any Error).self) { try await client.send(.get, "/v1/messages") }
                    }
                }
            }
        }
    }

    @Test("A certificate of this hub for no device of the inventory, as after an old backup, is refused")
    func unknownDevice() async throws {
        try await RunningHub.with { running in
            let key = P256.Signing.PrivateKey()
            let authority = try running.hub.authorities.current
            let certificate = try authority.device(key.publicKey, identifier: UUIDv7(), now: Date())
            try await running.withClient(
                trusting: try authority.certificate.serializeAsPEM().pemString,
                as: (try certificate.serializeAsPEM().pemString, key.pemRepresentation)
            ) { client in
                let answer = try await client.send(.get, "/v1/messages")
                #expect(answer.status == 403 && answer.code == "hub.unknownDevice")
            }
        }
    }

    @Test("The server's own certificate lets nobody in")
    func serverCertificate() async throws {
        try await RunningHub.with { running in
            let key = P256.Signing.PrivateKey()
            let authority = try running.hub.authorities.current
            let certificate = try authority.server(key.publicKey, names: ["localhost"], now: Date())
            try await running.withClient(
                trusting: try authority.certificate.serializeAsPEM().pemString,
                as: (try certificate.serializeAsPEM().pemString, key.pemRepresentation)
            ) { client in
                await #expect(throws: (any Error).self) { try await client.send(.get, "/v1/messages") }
            }
        }
    }

    @Test("A revoked device is refused from its next request on, on a connection that is already open too")
    func revoked() async throws {
        try await RunningHub.with { running in
            try await running.withDevice { device in
                #expect(try await device.client.send(.get, "/v1/messages").status == 200)
                try await running.hub.revoke(#require(UUIDv7(device.answer.device)))
                for path in ["/v1/messages", "/v1/metadata/timestamp.json"] {
                    let answer = try await device.client.send(.get, path)
                    #expect(answer.status == 403 && answer.code == "hub.revoked")
                }
                let item = try await device.client.post(Data("x".utf8), as: UUIDv7())
                #expect(item.status == 403 && item.code == "hub.revoked")
                #expect(try await running.hub.itemCount() == 0)
            }
        }
    }

    @Test("Revoking a device that is not there is an error that says where to look")
    func revokeUnknown() async throws {
        try await RunningHub.with { running in
            await #expect(throws: Fault(.init("hub.unknownDevice"), "")) { try await running.hub.revoke(UUIDv7()) }
        }
    }
}
