import Evidence
import Foundation
import Ground
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Imaging
import Logging
import NIOCore
import Station
import Synchronization
import Testing

@testable import Kiosk

@Suite("Kiosk")
struct KioskTests {
    /// What was done to the emulated glass.
    private final class Glass: Sendable {
        let log = Mutex<[String]>([])
        var emulation: Emulation {
            Emulation { image in
                self.log.withLock { $0.append("\(image.width) x \(image.height)") }
            } lift: {
                self.log.withLock { $0.append("lifted") }
            }
        }
    }

    private func application(
        _ glass: Glass? = nil, duty: Duty = Duty(officer: "a", purpose: "entry"), limits: KioskLimits = KioskLimits()
    ) throws -> some ApplicationProtocol {
        let kiosk = Kiosk(
            port: 0, announcer: Announcer(), ledger: try .passing(duty), emulation: glass?.emulation,
            logger: Logger(label: "test"))
        return kiosk.application(limits)
    }

    private let local: HTTPFields = [:]

    @Test("The page is served with a policy that lets nothing foreign in")
    func page() async throws {
        try await application().test(.live) { client in
            try await client.execute(uri: "/", method: .get) { response in
                #expect(response.status == .ok)
                #expect(response.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
                #expect(String(buffer: response.body).contains("<title>Ridgeline</title>"))
            }
        }
    }

    @Test("The page has every word in all four languages")
    func languages() {
        let page = String(decoding: PackageResources.index_html, as: UTF8.self)
        for key in Retry.Reason.allCases.map(\.rawValue) + [
            "noUsablePrint", "noList", "staleList", "notQueued", "cameraUnplugged", "cameraFault",
        ] {
            #expect(page.components(separatedBy: "\(key):").count - 1 == 4, "\(key)")
        }
    }

    @Test("The status says that the station is starting before anything happened")
    func status() async throws {
        try await application().test(.live) { client in
            try await client.execute(uri: "/status", method: .get) { response in
                #expect(String(buffer: response.body) == "{\"state\":{\"name\":\"starting\",\"reason\":\"\"}}\n")
            }
        }
    }

    @Test(
        "An officer's name is taken, unless it is empty, long or not plain",
        arguments: [
            ("officer-7", true), ("", false), (String(repeating: "x", count: 65), false), ("a\nb", false),
        ])
    func officer(name: String, taken: Bool) async throws {
        let duty = Duty(officer: "before", purpose: "entry")
        try await application(duty: duty).test(.live) { client in
            try await client.execute(uri: "/officer", method: .put, body: ByteBuffer(string: name)) { response in
                #expect((response.status == .noContent) == taken)
            }
        }
        #expect(duty.officer == (taken ? name : "before"))
    }

    @Test(
        "A veto is refused unless it names an answer given here, a known kind and a known reason",
        arguments: [
            "", "{}", #"{"correlation":"x","kind":"result","reason":"other"}"#,
            #"{"correlation":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"result","reason":"John Doe"}"#,
            #"{"correlation":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"everything","reason":"other"}"#,
            #"{"correlation":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"result","reason":"other"}"#,
        ])
    func veto(body: String) async throws {
        try await application().test(.live) { client in
            try await client.execute(uri: "/veto", method: .post, body: ByteBuffer(string: body)) {
                #expect($0.status == .badRequest)
            }
        }
    }

    @Test("A picture is laid on the emulated glass, damage is refused, and a real reader has no such door")
    func finger() async throws {
        let picture = GrayImage(width: 3, height: 2, pixelsPerInch: 500, pixels: [0, 50, 100, 150, 200, 250])
        let png = try ByteBuffer(bytes: ImageFile.pngBytes(of: picture))
        let glass = Glass()
        try await application(glass).test(.live) { client in
            try await client.execute(uri: "/finger", method: .put, body: png) { #expect($0.status == .noContent) }
            try await client.execute(uri: "/finger", method: .put, body: ByteBuffer(string: "no picture")) {
                #expect($0.status == .badRequest)
            }
            try await client.execute(uri: "/finger", method: .delete) { #expect($0.status == .noContent) }
        }
        #expect(glass.log.withLock { $0 } == ["3 x 2", "lifted"])
        try await application().test(.live) { client in
            try await client.execute(uri: "/finger", method: .put, body: png) { #expect($0.status == .notFound) }
        }
    }

    @Test(
        "Only loopback names may address the kiosk",
        arguments: [
            ("127.0.0.1:8420", true), ("localhost", true), ("[::1]:8420", true), ("kiosk.example:8420", false),
            ("127.0.0.1.example", false), ("", false), ("[::2]:1", false), (nil, false),
        ] as [(String?, Bool)])
    func authority(host: String?, allowed: Bool) {
        #expect(LoopbackOnly<BasicRequestContext>.isLocal(host) == allowed)
    }

    @Test("A page of another site gets nothing")
    func origin() async throws {
        try await application().test(.live) { client in
            try await client.execute(uri: "/status", method: .get, headers: [.origin: "https://example.org"]) {
                #expect($0.status == .forbidden)
            }
        }
    }

    @Test(
        "A client that drips is hung up on, and the officer's page is served all the while",
        arguments: [
            "", "PUT /offi", "PUT /officer HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ",
            "PUT /officer HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 250\r\n\r\n",
            "POST /veto HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 250\r\n\r\n{",
        ])
    func dripping(beginning: String) async throws {
        let limits = KioskLimits(idle: .milliseconds(200), request: .milliseconds(200))
        try await application(limits: limits).test(.live) { client in
            let port = try #require(client.port)
            async let isHungUpOn = PlainClient.isHungUpOn(port: port, after: beginning)
            #expect(await PlainClient.isServed(port: port))
            #expect(await isHungUpOn)
        }
    }

    @Test("Clients that hold every connection are hung up on one by one, and the next is served")
    func crowd() async throws {
        let limits = KioskLimits(idle: .milliseconds(200), request: .milliseconds(200), connections: 4)
        try await application(limits: limits).test(.live) { client in
            let port = try #require(client.port)
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 { group.addTask { await PlainClient.isHungUpOn(port: port, after: "GET /") } }
                for await isHungUpOn in group { #expect(isHungUpOn) }
            }
            #expect(await PlainClient.isServed(port: port))
        }
    }
}
