import Foundation
import Ground
import Testing

@Suite("A server's address")
struct ServerAddressTests {
    @Test(
        "has a scheme, a host, a port and a path",
        arguments: [
            ("https://hub.example.org", "hub.example.org", 443, "", "https://hub.example.org"),
            ("HTTPS://hub:8443", "hub", 8443, "", "https://hub:8443"),
            ("http://10.0.0.1:1/", "10.0.0.1", 1, "", "http://10.0.0.1:1"),
            ("http://[::1]:65535/lists//", "::1", 65_535, "/lists", "http://[::1]:65535/lists"),
            ("https://[fe80::1.2.3.4]", "fe80::1.2.3.4", 443, "", "https://[fe80::1.2.3.4]"),
            ("https://a_b-c.d:00443/x%20y", "a_b-c.d", 443, "/x%20y", "https://a_b-c.d:443/x%20y"),
        ])
    func read(text: String, host: String, port: Int, path: String, written: String) throws {
        let address = try #require(ServerAddress(text))
        #expect((address.host, address.port, address.path) == (host, port, path))
        #expect(address.description == written)
        #expect(try JSONDecoder().decode(ServerAddress.self, from: JSONEncoder().encode(address)) == address)
    }

    @Test(
        "is refused where it is none, or more than that",
        arguments: [
            "", "hub", "https://", "https:hub", "https:///x", "file:///etc/passwd", "ftp://hub", "https://:443",
            "https://hub:0", "https://hub:65536", "https://hub:99999", "https://hub:-1", "https://hub:",
            "https://hub:x",
            "https://hub:4294967297", "https://hub:18446744073709551617", "https://user@hub", "https://user:word@hub",
            "https://hub:1@evil", "https://hub?x=1", "https://hub/a?x", "https://hub#a", "https://hu b",
            "https://hub\n",
            "https://hub\\evil", "https://h%75b", "https://[::1", "https://[::1]x", "https://[hub]", "https://::1",
            "https://[::1%25eth0]", "https://h\u{fc}b", "https://\u{ff48}ub", " https://hub", "https://a:1:2",
        ])
    func refused(text: String) {
        #expect(ServerAddress(text) == nil)
        let json = Data(#"["\#(text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n"))"]"#.utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([ServerAddress].self, from: json) }
    }

    @Test("may be asked to be https")
    func schemes() {
        #expect(ServerAddress("http://hub", schemes: [.https]) == nil)
        #expect(ServerAddress("https://hub", schemes: [.https]) != nil)
    }

    @Test(
        "leads on to where a server says, and to no place that is no address",
        arguments: [
            ("http://other/b", "http://other/b"), ("/b", "https://hub:8443/b"),
            ("//other:9/b?c=1#d", "https://other:9/b?c=1"),
            ("http://127.0.0.1:99999/", nil), ("file:///etc/passwd", nil), ("http://u:p@other/", nil),
            ("http://[::1", nil),
            (String(repeating: "a", count: 9000), nil),
        ] as [(String, String?)])
    func redirected(reference: String, result: String?) throws {
        let address = try #require(ServerAddress("https://hub:8443/lists/a"))
        #expect(address.redirected(to: reference)?.description == result)
    }

    @Test("of a listener is made of its parts", arguments: [("::1", "https://[::1]:7"), ("hub", "https://hub:7")])
    func parts(host: String, text: String) {
        #expect(ServerAddress(.https, host: host, port: 7)?.description == text)
        #expect(ServerAddress(.https, host: host, port: 0) == nil)
        #expect(ServerAddress(.https, host: host + "/", port: 7) == nil)
    }
}
