import Crypto
import DeviceIdentity
import Foundation
import Ground
import SwiftASN1
import Testing
import X509

@testable import Hub

@Suite("Renewal of a device's certificate") struct RenewalTests {
    @Test("A device renews with a new key; from its first use on the old one is good for nothing, open connections too")
    func rotation() async throws {
        try await RunningHub.with { running in
            let old = try await running.deviceEnrolled(daysAgo: 250)
            let client = try running.client(old)
            try await client.closing {
                #expect(try await client.send(.get, "/v1/messages").status == 200)
                let asking = try AskingDevice()
                let body = try old.renewal(asking)
                let first = try await running.stranger.send(.post, "/v1/renew", body: body)
                #expect(first.status == 200)
                // The answer was lost: the same request, now or later, gets the same key certified.
                let second = try await running.stranger.send(.post, "/v1/renew", body: body)
                #expect(second.status == 200)
                #expect(try await client.send(.get, "/v1/messages").status == 200)
                for answer in [first, second] {
                    let renewed = try old.renewed(answer.body, asking)
                    let again = try running.client(renewed)
                    try await again.closing {
                        let answer = try await again.send(.get, "/v1/messages")
                        #expect(answer.status == 200)
                    }
                }
                let refused = try await client.send(.get, "/v1/messages")
                #expect(refused.status == 403 && refused.code == "hub.replaced")
                let replayed = try await running.stranger.send(.post, "/v1/renew", body: body)
                #expect(replayed.status == 403 && replayed.code == "hub.replaced")
            }
            let device = try #require(try await running.hub.devices().first)
            #expect(device.certificateEnds.date > running.clock.now.date + 364 * 86_400)
        }
    }

    @Test(
        "In the first half of its life, and beyond the grace, a certificate is not renewed",
        arguments: [
            (0, 409, "hub.renewal.early"), (180, 409, "hub.renewal.early"), (185, 200, nil), (364, 200, nil),
            // Ended, but in time.
            (366, 200, nil), (544, 200, nil), (546, 403, "hub.renewal.late"), (3000, 403, "hub.renewal.late"),
        ] as [(Int, UInt, String?)])
    func time(days: Int, status: UInt, code: String?) async throws {
        try await RunningHub.with { running in
            let old = try await running.deviceEnrolled(daysAgo: days)
            let answer = try await running.stranger.send(.post, "/v1/renew", body: try old.renewal(AskingDevice()))
            #expect(answer.status == status)
            if let code { #expect(answer.code == code) }
        }
    }

    @Test("A revoked device gets no certificate, however long it has slept")
    func revoked() async throws {
        try await RunningHub.with { running in
            let old = try await running.deviceEnrolled(daysAgo: 250)
            try await running.hub.revoke(old.device)
            let answer = try await running.stranger.send(.post, "/v1/renew", body: try old.renewal(AskingDevice()))
            #expect(answer.status == 403 && answer.code == "hub.revoked")
        }
    }

    @Test("Nobody else's proof is taken: another key, another request, another device, another hub, the hub's own")
    func forged() async throws {
        try await RunningHub.with { running in
            let old = try await running.deviceEnrolled(daysAgo: 250)
            let good = try WireJSON.decode(
                RenewalRequest.self, from: try old.renewal(AskingDevice()), limit: 65_536, naming: "")
            let thief = P256.Signing.PrivateKey()
            let text = RenewalRequest.signedText(
                device: "\(old.device)", certificateRequest: good.certificateRequest)
            let unknown = UUIDv7()
            let ours = try running.hub.authorities.current
            let server = try ours.server(thief.publicKey, names: ["localhost"], now: Date())
            let ghost = try ours.device(thief.publicKey, identifier: unknown, now: Date() - 250 * 86_400)
            let minted = try ours.device(thief.publicKey, identifier: old.device, now: Date() - 250 * 86_400)
            func signed(_ device: UUIDv7) throws -> Data {
                try thief.signature(
                    for: RenewalRequest.signedText(
                        device: "\(device)", certificateRequest: good.certificateRequest)
                ).derRepresentation
            }
            let bad: [(String, String, Data, String)] = [
                (good.certificate, good.certificateRequest, try signed(old.device), "hub.renewal"),
                (good.certificate, try AskingDevice().certificateRequest, good.signature, "hub.renewal"),
                (try CertificateText.pem(server), good.certificateRequest, try signed(old.device), "hub.renewal"),
                (try CertificateText.pem(ours.certificate), good.certificateRequest, good.signature, "hub.renewal"),
                ("no PEM", good.certificateRequest, good.signature, "hub.renewal"),
                (good.certificate, good.certificateRequest, Data(), "hub.renewal"),
                (try CertificateText.pem(ghost), good.certificateRequest, try signed(unknown), "hub.unknownDevice"),
                // Whoever has the authority's key still has none of the devices' keys.
                (try CertificateText.pem(minted), good.certificateRequest, try signed(old.device), "hub.replaced"),
            ]
            for (certificate, request, signature, code) in bad {
                let body = try WireJSON.encode(
                    RenewalRequest(certificate: certificate, certificateRequest: request, signature: signature))
                let answer = try await running.stranger.send(.post, "/v1/renew", body: body)
                #expect(answer.status == 403 && answer.code == code)
            }
            try await RunningHub.with { other in
                let answer = try await other.stranger.send(.post, "/v1/renew", body: try WireJSON.encode(good))
                #expect(answer.status == 403 && answer.code == "hub.renewal")
            }
            #expect(old.key.publicKey.isValidSignature(try .init(derRepresentation: good.signature), for: text))
            #expect(try await running.stranger.send(.post, "/v1/renew", body: WireJSON.encode(good)).status == 200)
        }
    }

    @Test("A renewal that is cut off anywhere, or too long, is refused, and the device is as it was")
    func malformed() async throws {
        try await RunningHub.with { running in
            let old = try await running.deviceEnrolled(daysAgo: 250)
            let good = try old.renewal(AskingDevice())
            for length in stride(from: 0, to: good.count, by: 97) {
                let answer = try await running.stranger.send(.post, "/v1/renew", body: good.prefix(length))
                #expect(answer.status == 400 && answer.code == "hub.body.invalid")
            }
            let long = try await running.stranger.send(.post, "/v1/renew", body: Data(count: 32_769))
            #expect(long.status == 413)
            let client = try running.client(old)
            try await client.closing {
                let answer = try await client.send(.get, "/v1/messages")
                #expect(answer.status == 200)
            }
        }
    }

    @Test("A certificate that the authority signed for another key of the device is not let in")
    func minted() async throws {
        try await RunningHub.with { running in
            let old = try await running.deviceEnrolled(daysAgo: 1)
            let thief = P256.Signing.PrivateKey()
            let certificate = try running.hub.authorities.current.device(
                thief.publicKey, identifier: old.device, now: Date())
            let client = try running.client(
                PastDevice(device: old.device, key: thief, certificate: try CertificateText.pem(certificate)))
            try await client.closing {
                let answer = try await client.send(.get, "/v1/messages")
                #expect(answer.status == 403 && answer.code == "hub.replaced")
            }
        }
    }
}

/// A device that was enrolled some time ago.
struct PastDevice: Sendable {
    let device: UUIDv7
    let key: P256.Signing.PrivateKey
    let certificate: String

    func renewal(_ asking: AskingDevice) throws -> Data {
        let text = RenewalRequest.signedText(device: "\(device)", certificateRequest: asking.certificateRequest)
        return try WireJSON.encode(
            RenewalRequest(
                certificate: certificate, certificateRequest: asking.certificateRequest,
                signature: try key.signature(for: text).derRepresentation))
    }

    func renewed(_ answer: Data, _ asking: AskingDevice) throws -> PastDevice {
        let answer: RenewalAnswer = try WireJSON.decode(from: answer, limit: RenewalAnswer.limit, naming: "the answer")
        return PastDevice(device: device, key: asking.key, certificate: answer.certificate)
    }
}

extension RunningHub {
    /// As an enrolment that many days ago has left it; the hub's clock stays, because TLS has the system's.
    func deviceEnrolled(daysAgo days: Int) async throws -> PastDevice {
        let key = P256.Signing.PrivateKey()
        let device = UUIDv7()
        let enrolled = clock.now.date - Double(days) * 86_400
        let certificate = try hub.authorities.current.device(key.publicKey, identifier: device, now: enrolled)
        let station = OpeningKey()
        try await hub.store.transaction {
            try Inventory.add(
                device, stationKey: station.sealingKey.rawRepresentation,
                senderKey: station.senderKey.rawRepresentation, keyDigest: try CertificateText.keyDigest(certificate),
                authority: try hub.authorities.newest, enrolled: Timestamp(enrolled),
                certificateEnds: Timestamp(certificate.notValidAfter), in: $0)
        }
        return PastDevice(device: device, key: key, certificate: try CertificateText.pem(certificate))
    }

    func client(_ device: PastDevice) throws -> HubClient {
        try HubClient(
            base: "https://127.0.0.1:\(ports.device)", authority: try hub.authorities.bundle,
            identity: (device.certificate, device.key.pemRepresentation))
    }
}
