import Crypto
import DeviceIdentity
import Foundation
import Ground
import Hub
import SwiftASN1
import Testing
import X509

@testable import Link

@Suite("A wrong clock")
struct ClockTests {
    @Test("A clock behind what was signed is named, and the signed time is what counts")
    func behind() async throws {
        try await LoopbackHub.inFolder { folder in
            let center = try await LoopbackHub(folder.appending(path: "hub"))
            try await center.serving {
                let device = try await Device(at: center.hub, in: folder.appending(path: "device"))
                try await device.connected { try await $0.lists.round() }
                let past = Date(timeIntervalSince1970: 86_400)
                let clock = try LinkClock(.at(past), device.link, device.state.link)
                await #expect(throws: Fault(.init("clock.behind"), "")) { try await clock.check() }
                #expect(try await clock.now() > Date() - 3600)
                try await LinkClock(.at(Date()), device.link, device.state.link).check()
            }
        }
    }

    @Test(
        "The hub's answers say how far the clock is off",
        arguments: [(3600.0, "clock.ahead"), (-3600, "clock.behind"), (200, nil), (-200, nil)] as [(Double, String?)])
    func compared(seconds: Double, code: String?) async throws {
        let clock = LinkClock(.at(Date(timeIntervalSince1970: 1_792_000_000 + seconds)))
        clock.hub(says: "no date")
        try await clock.check()
        clock.hub(says: "Wed, 14 Oct 2026 17:46:40 GMT")
        var found: String?
        do throws(Fault) { try await clock.check() } catch { found = error.code.rawValue }
        #expect(found == code)
    }

    @Test("A hub whose certificate has ended by this clock is the hub with a wrong clock, not a stranger")
    func explained() throws {
        let authority = try Signer("authority")
        let address = try #require(ServerAddress("https://127.0.0.1:1"))
        func complaint(_ from: Double, _ to: Double, use: ExtendedKeyUsage.Usage = .serverAuth, by: Signer? = nil)
            throws -> String?
        {
            let certificate = try authority.certificate(from: from, to: to, use: use, by: by ?? authority)
            return HubCertificate.complaint(
                about: certificate, authority: try authority.root(), address: address,
                now: Date(timeIntervalSince1970: 1_000_000_000))?.code.rawValue
        }
        #expect(try complaint(0, 999_999_999) == "clock.ahead")
        #expect(try complaint(1_000_000_001, 1_100_000_000) == "clock.behind")
        #expect(try complaint(0, 1_100_000_000) == "hub.name")
        #expect(try complaint(0, 999_999_999, by: Signer("stranger")) == nil)
        // A stolen device is no hub, whatever the clock says.
        #expect(try complaint(0, 999_999_999, use: .clientAuth) == nil)
        #expect(
            HubCertificate.complaint(
                about: [0x30, 0x80], authority: try authority.root(), address: address, now: Date()) == nil)
    }

    @Test("A hub at an address that its certificate does not name says so")
    func name() async throws {
        try await LoopbackHub.inFolder { folder in
            let center = LoopbackHub(
                try await Hub.create(at: folder.appending(path: "hub"), title: "hub", hosts: ["hub.example"]))
            try await center.serving {
                let invitation = try await center.hub.invite(until: Timestamp(Date()))
                let address = try #require(
                    ServerAddress("https://127.0.0.1:\(invitation.enrolmentURL.port)"))
                await #expect(throws: Fault(.init("hub.name"), "")) {
                    try await HubConnection.open(
                        to: address, trusting: invitation.authority, clock: LinkClock(.system)
                    ) { try await $0.send(.get, "/v1/status", limit: 1000) }
                }
            }
        }
    }
}

extension LinkTime {
    fileprivate static func at(_ date: Date) -> LinkTime {
        LinkTime(now: { date }, uptime: { .zero }, sleep: { _ in }, chance: { 1 })
    }
}

/// An authority made of nothing but the libraries.
private struct Signer {
    let key = P256.Signing.PrivateKey()
    let name: DistinguishedName

    init(_ name: String) throws { self.name = try DistinguishedName { CommonName(name) } }

    func root() throws -> String {
        try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: Date() - 60,
            notValidAfter: Date() + 60, issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: .init(), issuerPrivateKey: .init(key)
        ).serializeAsPEM().pemString
    }

    func certificate(
        from: Double, to: Double, use: ExtendedKeyUsage.Usage, by signer: Signer
    ) throws -> [UInt8] {
        let own = P256.Signing.PrivateKey()
        return try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(own.publicKey),
            notValidBefore: Date(timeIntervalSince1970: from), notValidAfter: Date(timeIntervalSince1970: to),
            issuer: signer.name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions { try ExtendedKeyUsage([use]) },
            issuerPrivateKey: .init(signer.key)
        ).serializeAsPEM().derBytes
    }
}
