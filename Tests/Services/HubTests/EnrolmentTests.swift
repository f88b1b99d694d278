import AsyncHTTPClient
import Crypto
import DeviceIdentity
import Foundation
import Ground
import Hub
import SwiftASN1
import Testing
import X509

@Suite("Enrolment") struct EnrolmentTests {
    @Test("A good code gets a certificate for the device's own key, and what the device has to know")
    func goodCode() async throws {
        try await RunningHub.with { running in
            let asking = try AskingDevice()
            let answer = try await running.stranger.enrol(asking.request(code: try await running.code()))
            let certificate = try Certificate(pemEncoded: answer.certificate)
            let authority = try Certificate(
                pemDocument: try #require(try PEMDocument.parseMultiple(pemString: answer.authority).first))
            #expect(authority.publicKey.isValidSignature(certificate.signature, for: certificate))
            #expect(certificate.publicKey == .init(asking.key.publicKey))
            #expect("\(certificate.subject)" == "CN=\(answer.device)")
            #expect(try certificate.extensions.extendedKeyUsage.map(Array.init) == [.clientAuth])
            #expect(try certificate.extensions.basicConstraints == .notCertificateAuthority)
            #expect(UUIDv7(answer.device) != nil)
            #expect(answer.deviceURL.description == "https://127.0.0.1:\(running.ports.device)")
            #expect(answer.hubSealingKey.count == 32 && answer.receiptKey.count == 32)
            #expect(try await running.hub.devices().map(\.identifier.description) == [answer.device])
        }
    }

    @Test("The same code with the same request gets the same answer again, even when the code has expired meanwhile")
    func lostAnswer() async throws {
        try await RunningHub.with { running in
            let request = try AskingDevice().request(code: try await running.code())
            let first = try await running.stranger.send(.post, "/v1/enrol", body: request)
            running.clock.advance(seconds: 7200)
            let second = try await running.stranger.send(.post, "/v1/enrol", body: request)
            #expect(first.status == 200 && second.status == 200 && second.body == first.body)
            #expect(try await running.hub.devices().count == 1)
        }
    }

    @Test("Devices that ask at once with one code: exactly one is let in")
    func race() async throws {
        try await RunningHub.with { running in
            let code = try await running.code()
            let statuses = try await withThrowingTaskGroup(of: UInt.self) { group in
                for _ in 0..<6 {
                    let request = try AskingDevice().request(code: code)
                    group.addTask { try await running.stranger.send(.post, "/v1/enrol", body: request).status }
                }
                return try await group.reduce(into: [UInt]()) { $0.append($1) }
            }
            #expect(statuses.sorted() == [200, 403, 403, 403, 403, 403])
            #expect(try await running.hub.devices().count == 1)
        }
    }

    @Test("A code that is used, expired or invented is refused")
    func badCodes() async throws {
        try await RunningHub.with { running in
            let code = try await running.code()
            _ = try await running.stranger.enrol(AskingDevice().request(code: code))
            let expiring = try await running.code()
            running.clock.advance(seconds: 3601)
            for bad in [code, expiring, "invented", ""] {
                let answer = try await running.stranger.send(
                    .post, "/v1/enrol", body: try AskingDevice().request(code: bad))
                #expect(answer.status == 403 && answer.code == "hub.code")
            }
            #expect(try await running.hub.devices().count == 1)
        }
    }

    @Test("A request that is not whole is refused, spends no code and lets nobody in")
    func malformed() async throws {
        try await RunningHub.with { running in
            let code = try await running.code()
            let good = try AskingDevice().request(code: code)
            for length in stride(from: 0, to: good.count, by: 37) {
                let answer = try await running.stranger.send(.post, "/v1/enrol", body: good.prefix(length))
                #expect(answer.status == 400 && answer.code == "hub.body.invalid")
            }
            #expect(try await running.hub.devices().isEmpty)
            let answer = try await running.stranger.send(.post, "/v1/enrol", body: good)
            #expect(answer.status == 200)
        }
    }

    @Test(
        "A request with a wrong part is refused by name",
        arguments: [
            (["stationKey": "AAAA"], "key.invalid"), (["senderKey": "AAAA"], "key.invalid"),
            (["certificateRequest": "no PEM"], "hub.certificateRequest"),
        ])
    func wrongParts(part: [String: String], code: String) async throws {
        try await RunningHub.with { running in
            let good = try AskingDevice().request(code: try await running.code())
            let members = try JSONDecoder().decode([String: String].self, from: good).merging(part) { $1 }
            let answer = try await running.stranger.send(.post, "/v1/enrol", body: try WireJSON.encode(members))
            #expect(answer.status == 400 && answer.code == code)
        }
    }

    @Test("A request for a key that is not on P-256 is refused")
    func otherCurve() async throws {
        try await RunningHub.with { running in
            let request = try CertificateSigningRequest(
                version: .v1, subject: DistinguishedName(), privateKey: .init(P384.Signing.PrivateKey()),
                attributes: .init(), signatureAlgorithm: .ecdsaWithSHA384)
            let body = try WireJSON.encode([
                "code": try await running.code(), "certificateRequest": try request.serializeAsPEM().pemString,
                "stationKey": try AskingDevice().station.publicKey.rawRepresentation.base64EncodedString(),
                "senderKey": try AskingDevice().sender.publicKey.rawRepresentation.base64EncodedString(),
            ])
            let answer = try await running.stranger.send(.post, "/v1/enrol", body: body)
            #expect(answer.status == 400 && answer.code == "hub.certificateRequest")
        }
    }

    @Test("A request signed by another key than its own is refused")
    func forgedRequest() async throws {
        try await RunningHub.with { running in
            let asking = try AskingDevice()
            var der = try PEMDocument(pemString: asking.certificateRequest).derBytes
            der[der.count - 1] ^= 1
            let forged = PEMDocument(type: "CERTIFICATE REQUEST", derBytes: der).pemString
            let body = try WireJSON.encode([
                "code": try await running.code(), "certificateRequest": forged,
                "stationKey": asking.station.publicKey.rawRepresentation.base64EncodedString(),
                "senderKey": asking.sender.publicKey.rawRepresentation.base64EncodedString(),
            ])
            let answer = try await running.stranger.send(.post, "/v1/enrol", body: body)
            #expect(answer.status == 400 && answer.code == "hub.certificateRequest")
        }
    }

    @Test("A body over 16 KiB is refused, and everything but enrolment is nowhere")
    func limits() async throws {
        try await RunningHub.with { running in
            let answer = try await running.stranger.send(.post, "/v1/enrol", body: Data(count: 16_385))
            #expect(answer.status == 413 && answer.code == "hub.body.tooLarge")
            for path in ["/v1/messages", "/v1/metadata/timestamp.json", "/", "/v1/enrol/x"] {
                let answer = try await running.stranger.send(.get, path)
                #expect(answer.status == 404 && answer.code == "hub.path")
            }
        }
    }
}
