import Encounters
import Evidence
import Foundation
import Ground
import HTTPTypes
import Imaging
import Logging
import NIOCore
import Synchronization
import Testing

@testable import Kiosk
@testable import Station

@Suite("Kiosk", .timeLimit(.minutes(20)))
struct KioskTests {
    /// What was done to two emulated glasses.
    private final class Glass: Sendable {
        let log = Mutex<[String]>([])
        var emulation: Emulation {
            Emulation(
                (1...2).map { reader in
                    Emulation.Glass { image in
                        self.log.withLock { $0.append("\(reader): \(image.width) x \(image.height)") }
                    } lift: {
                        self.log.withLock { $0.append("\(reader): lifted") }
                    }
                })
        }
    }

    private func kiosk(_ glass: Glass? = nil, duty: OfficerOnDuty? = nil) throws -> Kiosk {
        Kiosk(
            door: TheKey.door, announcer: Announcer(), recorder: try .passing(duty), orders: OfficerOrders(),
            emulation: glass?.emulation,
            logger: Logger(label: "test"))
    }

    private struct Ignored: Decodable {}

    @Test("The page is served with a policy that lets nothing foreign in")
    func page() async throws {
        try await kiosk().test { client in
            for (path, type, part) in [
                ("/", "text/html", "<title>Ridgeline</title>"), ("/page.js", "text/javascript", "EventSource"),
                ("/render.js", "text/javascript", "export function render"), ("/page.css", "text/css", "body {"),
                ("/words.json", "application/json", "\"direction\": \"rtl\""),
            ] {
                try await client.ask(path) { response in
                    #expect(response.status == .ok)
                    #expect(response.headers[.contentType]?.hasPrefix(type) == true)
                    let policy = response.headers[.contentSecurityPolicy] ?? ""
                    #expect(policy.hasPrefix("default-src 'none'") && !policy.contains("unsafe"))
                    #expect(String(buffer: response.body).contains(part))
                }
            }
        }
    }

    @Test("The status says that the station is starting before anything happened")
    func status() async throws {
        try await kiosk().test { client in
            try await client.ask("/status") { response in
                let status = try JSONDecoder().decode([String: Ignored].self, from: Data(Array(buffer: response.body)))
                #expect(Set(status.keys) == ["alarms", "isEmulated", "number", "reader", "time"])
                #expect(String(buffer: response.body).contains(#""reader":{"name":"starting","reason":""}"#))
            }
        }
    }

    @Test(
        "An officer's name is taken, unless it is empty, long or not plain",
        arguments: [
            ("officer-7", true), ("", false), (String(repeating: "x", count: 65), false), ("a\nb", false),
        ])
    func officer(name: String, taken: Bool) async throws {
        let duty = try OfficerOnDuty(officer: "before", purpose: "entry")
        try await kiosk(duty: duty).test { client in
            try await client.ask("/officer", .put, body: ByteBuffer(string: name)) { response in
                #expect(response.status == (taken ? .noContent : .badRequest))
                #expect(taken || String(buffer: response.body).contains("officer.invalid"))
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
        try await kiosk().test { client in
            try await client.ask("/veto", .post, body: ByteBuffer(string: body)) {
                #expect($0.status == .badRequest)
            }
        }
    }

    @Test("A veto of a verdict that was given here is taken and accounted for")
    func vetoed() async throws {
        let (recorder, folder) = try AuditRecorder.kept()
        defer { try? FileManager.default.removeItem(at: folder) }
        let encounter = Encounter(
            officer: "a", purpose: "entry", time: Date(), progress: PlanProgress(.walkUp), lists: nil)
        await recorder.record(encounter)
        let kiosk = Kiosk(
            door: TheKey.door, announcer: Announcer(), recorder: recorder, orders: OfficerOrders(), emulation: nil,
            logger: Logger(label: "test")
        )
        try await kiosk.test { client in
            let body = #"{"correlation":"\#(encounter.correlation)","kind":"quality","reason":"wornSkin"}"#
            try await client.ask("/veto", .post, body: ByteBuffer(string: body)) {
                #expect($0.status == .noContent)
            }
        }
        var vetoes: [AuditVeto] = []
        _ = try AuditVerification.verify(folder) { if case .veto(let veto) = $0.event { vetoes.append(veto) } }
        #expect(
            vetoes == [
                AuditVeto(correlation: encounter.correlation, officer: "a", kind: .quality, reason: .wornSkin)
            ])
    }

    @Test("A picture is laid on the emulated glass, damage is refused, and a real reader has no such door")
    func finger() async throws {
        let picture = GrayImage(width: 3, height: 2, pixelsPerInch: 500, pixels: [0, 50, 100, 150, 200, 250])
        let png = try ByteBuffer(bytes: ImageFile.pngBytes(of: picture))
        let glass = Glass()
        try await kiosk(glass).test { client in
            try await client.ask("/finger", .put, body: png) { #expect($0.status == .noContent) }
            try await client.ask("/finger", .put, body: ByteBuffer(string: "no picture")) {
                #expect($0.status == .badRequest)
            }
            try await client.ask("/finger", .delete) { #expect($0.status == .noContent) }
        }
        #expect(glass.log.withLock { $0 } == ["1: 3 x 2", "1: lifted"])
        try await kiosk().test { client in
            try await client.ask("/finger", .put, body: png) { #expect($0.status == .notFound) }
        }
    }

    @Test("Of several emulated readers one is named by its number, and one that is not there is refused")
    func severalGlasses() async throws {
        let picture = GrayImage(width: 3, height: 2, pixelsPerInch: 500, pixels: [0, 50, 100, 150, 200, 250])
        let png = try ByteBuffer(bytes: ImageFile.pngBytes(of: picture))
        let glass = Glass()
        try await kiosk(glass).test { client in
            for number in [2, 1] {
                try await client.ask("/finger?reader=\(number)", .put, body: png) { #expect($0.status == .noContent) }
                try await client.ask("/finger?reader=\(number)", .delete) { #expect($0.status == .noContent) }
            }
            for wrong in ["0", "3", "-1", "", "two", "1&reader=2", "99999999999999999999"] {
                for method in [HTTPRequest.Method.put, .delete] {
                    try await client.ask("/finger?reader=\(wrong)", method, body: png) { answer in
                        #expect(answer.status == .badRequest, "\(wrong)")
                        #expect(String(buffer: answer.body).contains("\"kiosk.reader\""), "\(wrong)")
                    }
                }
            }
        }
        #expect(glass.log.withLock { $0 } == ["2: 3 x 2", "2: lifted", "1: 3 x 2", "1: lifted"])
    }

    @Test(
        "A client that drips is hung up on, be it in the middle of a head or of a body",
        arguments: [
            ("", true), ("PUT /offi", true), ("PUT /officer HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ", true),
            ("PUT /officer HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 250\r\n\r\n", false),
            ("POST /veto HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 250\r\n\r\n{", false),
        ])
    func dripping(beginning: String, isHead: Bool) async throws {
        let (short, long) = (Duration.milliseconds(1), Duration.seconds(3600))
        let limits = KioskLimits(idle: isHead ? short : long, request: isHead ? long : short)
        try await kiosk().test(limits) { client in
            #expect(await PlainClient.isHungUpOn(port: client.port, after: beginning))
        }
    }

    @Test("The officer's page is served while others drip")
    func served() async throws {
        try await kiosk().test { client in
            let port = client.port
            let drips = (0..<20).compactMap { _ in PlainClient.drip("GET /", port: port) }
            #expect(drips.count == 20)
            #expect(await PlainClient.isServed(port: port))
            drips.forEach { $0.end() }
        }
    }

    @Test("Clients that hold every connection are hung up on one by one, and the next is let in")
    func crowd() async throws {
        let limits = KioskLimits(idle: .milliseconds(1), strangers: 4)
        try await kiosk().test(limits) { client in
            let port = client.port
            await withTaskGroup { group in
                for _ in 0..<20 { group.addTask { await PlainClient.isHungUpOn(port: port, after: "GET /") } }
                for await isHungUpOn in group { #expect(isHungUpOn) }
            }
        }
    }
}
