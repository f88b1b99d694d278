import DeviceSettings
import Foundation
import Ground
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Synchronization
import Testing

@testable import Kiosk
@testable import Station

@Suite("The kiosk's door", .timeLimit(.minutes(10)))
struct DoorTests {
    private func application(limits: KioskLimits = KioskLimits()) throws -> some ApplicationProtocol {
        let emulation = Emulation(place: { _ in }, lift: {})
        return try Kiosk(
            door: TheKey.door, announcer: Announcer(), recorder: .passing(), emulation: emulation,
            logger: Logger(label: "test")
        ).application(limits)
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
        let key = TheKey.door.key.text
        var random = SystemRandomNumberGenerator()
        let other = KioskKey(using: &random).text
        try await application().test(.ahc(.http)) { client in
            for shown in [nil, "", "Bearer ", "Bearer \(other)", "Bearer \(key.prefix(63))", "Bearer \(key)0", key] {
                try await client.ask(path, method, as: shown) { response in
                    #expect(response.status == .unauthorized && response.headers[.wwwAuthenticate] == "Bearer")
                    #expect(String(buffer: response.body).contains("kiosk.key"))
                }
            }
            for cookie in ["ridgeline=\(other)", "ridgeline=", "other=\(key)", key] {
                try await client.ask(path, method, headers: [.cookie: cookie], as: nil) {
                    #expect($0.status == .unauthorized)
                }
            }
        }
    }

    @Test("The kiosk's browser shows the key once, and its cookie opens the page")
    func opened() async throws {
        try await application().test(.ahc(.http)) { client in
            let form = ByteBuffer(string: "key=\(TheKey.door.key.text)")
            // As a browser sends it from a file.
            let fromFile: HTTPFields = [.origin: "null", .fetchSite: "cross-site"]
            let cookie = try await client.ask("/open", .post, headers: fromFile, body: form, as: nil) { response in
                #expect(response.status == .ok && String(buffer: response.body).contains("url=/\""))
                return try #require(response.headers[.setCookie])
            }
            #expect(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Strict"))
            let kept = String(cookie.prefix { $0 != ";" })
            for all in [kept, "a=b; \(kept)", "\(kept); a=b"] {
                try await client.ask("/", headers: [.cookie: all], as: nil) { #expect($0.status == .ok) }
            }
            for wrong in ["", "key=", "key=\(String(repeating: "0", count: 64))", TheKey.door.key.text] {
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
        try await application().test(.ahc(.http)) { client in
            let port = try #require(client.port)
            let headers = headers.replacing("PORT", with: "\(port)") + (headers.isEmpty ? "" : "\r\n")
            for cookie in ["Cookie: ridgeline=\(TheKey.door.key.text)", "Authorization: \(TheKey.bearer)"] {
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
        try await application(limits: KioskLimits(beat: .seconds(3600))).test(.ahc(.http)) { client in
            let port = try #require(client.port)
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

    @Test("Strangers who hold all their places take none of the officer's")
    func strangers() async throws {
        try await application(limits: KioskLimits(strangers: 4, known: 4)).test(.ahc(.http)) { client in
            let port = try #require(client.port)
            let page = try #require(
                PlainClient.drip("GET /events HTTP/1.1\r\n\(PlainClient.front(port))\r\n", port: port))
            #expect(await page.first.contains(" 200 "))
            let crowd = (0..<40).compactMap { _ in PlainClient.drip("GET /", port: port) }
            // The oldest have made room for the others.
            for stranger in crowd.dropLast(4) { #expect(await stranger.first == "") }
            #expect(await PlainClient.isServed(port: port))
            #expect(await page.isOpen)
            (crowd + [page]).forEach { $0.end() }
        }
    }
}
