import Foundation
import Ground
import NIOSSL
import Testing
import TrustedUpdate

@testable import Link

@Suite("Where a repository's server sends us on to")
struct RedirectTests {
    private static func redirect(_ place: String) -> String {
        // The server closes after each answer, and a client that is not told would send the next request into that.
        "HTTP/1.1 302 Found\r\nLocation: \(place)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    }

    /// What the timestamp's bytes are for a client, each time from a server that answers so.
    private func timestamp(_ answer: @escaping @Sendable (String) -> String) async throws -> (String?, PlainServer) {
        let server = try PlainServer(answer)
        defer { server.stop() }
        let address = try #require(ServerAddress("http://127.0.0.1:\(server.port)/a/"))
        let data = try await HubConnection.open(to: address, tls: .makeClientConfiguration(), redirects: 5) {
            // The machine may be busy.
            var connection = $0
            connection.patience = .seconds(3600)
            let source = RepositorySource(metadata: connection, targets: connection)
            return try await source.metadata("timestamp.json", limit: 1000)
        }
        return (data.map { String(decoding: $0, as: UTF8.self) }, server)
    }

    @Test("is followed, from a relative reference, too", arguments: ["../b/t.json?c=1", "/b/t.json?c=1"])
    func followed(place: String) async throws {
        let (text, server) = try await timestamp { path in
            path == "/b/t.json?c=1"
                ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}" : Self.redirect(place)
        }
        #expect(text == "{}")
        #expect(
            server.asked.map { $0.prefix { $0 != "\r\n" } } == [
                "GET /a/timestamp.json HTTP/1.1", "GET /b/t.json?c=1 HTTP/1.1",
            ])
        #expect(server.asked.allSatisfy { $0.lowercased().contains("accept-encoding: identity") })
    }

    @Test(
        "is refused where it is no address, or in a circle",
        arguments: [
            "http://127.0.0.1:99999/", "http://u:p@127.0.0.1/", "file:///etc/passwd", "http://[::1", "timestamp.json",
        ])
    func refused(place: String) async throws {
        await #expect(throws: Fault(.init("hub.address"), "")) { try await timestamp { _ in Self.redirect(place) } }
    }
}
