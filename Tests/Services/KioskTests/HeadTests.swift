import HTTPTypes
import Logging
import NIOCore
import Testing

@testable import Kiosk
@testable import Station

@Suite("Kiosk, asked by monitors", .timeLimit(.minutes(20)))
struct HeadTests {
    @Test("HEAD is answered as GET, without the body")
    func head() async throws {
        let kiosk = Kiosk(
            door: TheKey.door, announcer: Announcer(), recorder: try .passing(), orders: OfficerOrders(),
            emulation: nil,
            logger: Logger(label: "test"))
        try await kiosk.test { client in
            for path in ["/", "/page.js", "/status"] {
                let whole = try await client.ask(path) { $0 }
                let head = try await client.ask(path, .head) { $0 }
                #expect(head.status == .ok && head.body.readableBytes == 0)
                #expect(head.headers[.contentType] == whole.headers[.contentType])
                #expect(head.headers[.contentLength] == "\(whole.body.readableBytes)")
            }
            #expect(try await client.ask("/events", .head) { $0.status } == .ok)
            #expect(try await client.ask("/officer", .head) { $0.status } == .notFound)
            #expect(try await client.ask("/", .head, as: nil) { $0.status } == .unauthorized)
        }
    }
}
