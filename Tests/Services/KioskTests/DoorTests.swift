import DeviceSettings
import Foundation
import Ground
import HTTPTypes
import Logging
import NIOCore
import Testing

@testable import Kiosk
@testable import Station

@Suite("The kiosk's door", .timeLimit(.minutes(20)))
struct DoorTests {
    private func kiosk(_ door: KioskDoor = TheKey.door, _ logger: Logger = Logger(label: "test")) throws -> Kiosk {
        try Kiosk(
            door: door, announcer: Announcer(), recorder: .passing(), orders: OfficerOrders(),
            emulation: Emulation([.init(place: { _ in }, lift: {})]),
            logger: logger)
    }

    /// All that is behind the door.
    private static let routes: [(HTTPRequest.Method, String)] = [
        (.get, "/"), (.get, "/page.js"), (.get, "/render.js"), (.get, "/page.css"), (.get, "/words.json"),
        (.get, "/icon.svg"),
        (.get, "/events"), (.get, "/status"), (.put, "/officer"), (.post, "/end"), (.post, "/read"), (.post, "/veto"),
        (.put, "/finger"), (.delete, "/finger"),
    ]

    @Test("Who has no key, another, half of it or more than it gets nothing and changes nothing", arguments: routes)
    func closed(method: HTTPRequest.Method, path: String) async throws {
        let key = TheKey.text
        var random = SystemRandomNumberGenerator()
        let other = KioskKey(using: &random).authorization.dropFirst(KioskKey.scheme.count)
        try await kiosk().test { client in
            for shown in [nil, "", "Bearer ", "Bearer \(other)", "Bearer \(key.prefix(63))", "Bearer \(key)0", key] {
                try await client.ask(path, method, as: shown) { response in
                    #expect(response.status == .unauthorized && response.headers[.wwwAuthenticate] == "Bearer")
                    #expect(String(buffer: response.body).contains("kiosk.key"))
                }
            }
            let cookie = TheKey.cookie
            let otherDigit = cookie.dropFirst(10).first == "0" ? "1" : "0"
            for cookie in [
                "ridgeline=\(key)", "ridgeline=\(other)", "ridgeline=", "other\(cookie.dropFirst(9))", "\(cookie)0",
                "ridgeline=\(otherDigit)\(cookie.dropFirst(11))", String(cookie.dropLast()),
                "ridgeline=\(cookie.suffix(64))", key,
            ] {
                try await client.ask(path, method, headers: [.cookie: cookie], as: nil) {
                    #expect($0.status == .unauthorized)
                }
            }
        }
    }

    @Test("The kiosk's browser shows the key once, and its cookie opens the page")
    func opened() async throws {
        try await kiosk().test { client in
            let form = ByteBuffer(string: "key=\(TheKey.text)")
            // As a browser sends it from a file.
            let fromFile: HTTPFields = [.origin: "null", .fetchSite: "cross-site"]
            let cookie = try await client.ask("/open", .post, headers: fromFile, body: form, as: nil) { response in
                #expect(response.status == .ok && String(buffer: response.body).contains("url=/\""))
                return try #require(response.headers[.setCookie])
            }
            #expect(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Strict"))
            let kept = String(cookie.prefix { $0 != ";" })
            // Whoever is shown it, at a port that is not ours, does not have the key.
            #expect(!kept.contains(TheKey.text))
            let another = try await client.ask("/open", .post, body: form, as: nil) { $0.headers[.setCookie] }
            #expect(another != cookie)
            for all in [kept, "a=b; \(kept)", "\(kept); a=b"] {
                try await client.ask("/", headers: [.cookie: all], as: nil) { #expect($0.status == .ok) }
            }
            for wrong in ["", "key=", "key=\(String(repeating: "0", count: 64))", TheKey.text] {
                try await client.ask("/open", .post, body: ByteBuffer(string: wrong), as: nil) { response in
                    #expect(response.status == .unauthorized && response.headers[.setCookie] == nil)
                }
            }
        }
    }

    @Test(
        "Only our own address and our own page are let in, to the letter",
        arguments: [
            ("Host: 127.0.0.1:PORT", true), ("Host: localhost:PORT", true),
            ("Host: localhost:PORT\r\nOrigin: http://localhost:PORT", true),
            ("", false), ("Host:", false), ("Host: 127.0.0.1", false), ("Host: 127.0.0.1:1", false),
            ("Host: 127.0.0.1:PORT0", false),
            ("Host: 127.0.0.1:PORT@evil.example", false), ("Host: 127.0.0.1.evil.example:PORT", false),
            ("Host: [::1]:PORT", false),
            ("Host: [::1].evil:PORT", false), ("Host: evil.example", false),
            ("Host: 127.0.0.1:PORT\r\nHost: 127.0.0.1:PORT", false),
            ("Host: 127.0.0.1:PORT\r\nHost: evil.example", false),
        ]
            + [
                "null", "evil", "", "http:/evil.example", "data:x", "about:blank", "http://127.0.0.1:1@evil.example",
                "http://localhost:9999",
                "http://127.0.0.1", "https://127.0.0.1:PORT", "http://localhost:PORT", "http://127.0.0.1:PORT/",
                "http://127.0.0.1:PORT\r\nOrigin: http://evil.example",
                "http://127.0.0.1:PORT\r\nSec-Fetch-Site: cross-site",
                "http://127.0.0.1:PORT\r\nSec-Fetch-Site: same-site",
            ].map { ("Host: 127.0.0.1:PORT\r\nOrigin: \($0)", false) })
    func addresses(headers: String, isLetIn: Bool) async throws {
        try await kiosk().test { client in
            let port = client.port
            let headers = headers.replacing("PORT", with: "\(port)") + (headers.isEmpty ? "" : "\r\n")
            for cookie in ["Cookie: \(TheKey.cookie)", "Authorization: \(TheKey.bearer)"] {
                for start in ["GET /status", "PUT /officer"] {
                    let isRead = start.hasPrefix("GET")
                    let answer = await PlainClient.answer(
                        port,
                        to:
                            "\(start) HTTP/1.1\r\n\(headers)\(cookie)\r\nContent-Length: \(isRead ? 0 : 2)\r\nConnection: close\r\n\r\n"
                            + (isRead ? "" : "a7"))
                    // What a browser changes, its page says so; a program shows the key itself.
                    let mayBeSilent = isRead || cookie.hasPrefix("Authorization")
                    let expected = isLetIn && (mayBeSilent || headers.contains("Origin"))
                    let status = answer.split(separator: " ").dropFirst().first
                    #expect(expected ? status?.first == "2" : status?.first == "4", "\(start) \(headers)")
                }
            }
        }
    }

    @Test("Streams that have hung up give their places back at once, without a word from the station")
    func hungUp() async throws {
        // No beat comes that would find out.
        try await kiosk().test(KioskLimits(beat: .seconds(3600))) { client in
            let port = client.port
            let request = "GET /events HTTP/1.1\r\n\(PlainClient.front(port))\r\n"
            for _ in 0..<5 {
                var streams: [PlainClient.Drip] = []
                while streams.count < 8 {
                    let stream = try #require(PlainClient.drip(request, port: port))
                    if await stream.first.contains(" 200 ") { streams.append(stream) } else { stream.end() }
                }
                let ninth = try #require(PlainClient.drip(request, port: port))
                #expect(await ninth.first.contains(" 503 "))
                (streams + [ninth]).forEach { $0.end() }
            }
        }
    }

    @Test(
        "A whole address as the target is ours to the letter too, whatever Host says",
        arguments: [
            ("http://127.0.0.1:PORT/status", "127.0.0.1:PORT", 200),
            ("http://localhost:PORT/status", "evil.example", 200),
            ("HTTP://127.0.0.1:PORT/status?a=b", "127.0.0.1:PORT", 200),
            ("http://evil.example/status", "127.0.0.1:PORT", 403), ("http://127.0.0.1/status", "127.0.0.1:PORT", 403),
            ("http://a@127.0.0.1:PORT/status", "127.0.0.1:PORT", 403),
            ("http://127.0.0.1:PORT@evil.example/status", "127.0.0.1:PORT", 403),
            ("https://127.0.0.1:PORT/status", "127.0.0.1:PORT", 403), ("//evil.example/status", "127.0.0.1:PORT", 404),
            ("file:///status", "127.0.0.1:PORT", 403),
        ])
    func absolute(target: String, host: String, status: Int) async throws {
        try await kiosk().test { client in
            let request =
                "GET \(target) HTTP/1.1\r\nHost: \(host)\r\nAuthorization: \(TheKey.bearer)\r\nConnection: close\r\n\r\n"
            let answer = await PlainClient.answer(
                client.port, to: request.replacing("PORT", with: "\(client.port)"))
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer.prefix(40))")
        }
    }

    @Test("No browser is to guess what an answer is, whoever made it")
    func sniffing() async throws {
        try await kiosk().test { client in
            let front = PlainClient.front(client.port)
            for request in [
                "GET / HTTP/1.1\r\n\(front)", "GET /status HTTP/1.1\r\n\(front)", "GET /nothing HTTP/1.1\r\n\(front)",
                "GET /events HTTP/1.1\r\n\(front)", "GET / HTTP/1.1\r\nHost: evil\r\n",
                "DELETE /finger HTTP/1.1\r\n\(front)",
                "POST /veto HTTP/1.1\r\n\(front)", "GET / HTTP/1.1\r\nContent-Length: x\r\n",
            ] {
                let answer = await PlainClient.answer(client.port, to: request + "\r\n")
                #expect(answer.lowercased().contains("x-content-type-options: nosniff\r\n"), "\(request)")
            }
        }
    }
}
