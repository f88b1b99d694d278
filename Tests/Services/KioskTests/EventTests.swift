import CaseMessages
import Foundation
import Ground
import HTTPTypes
import Logging
import NIOCore
import Testing

@testable import Kiosk
@testable import Station

@Suite("The kiosk's events", .timeLimit(.minutes(20)))
struct EventTests {
    /// One of the events, with its lines by their field.
    private typealias Event = [String: String]

    private func serve(
        _ announcer: Announcer, limits: KioskLimits = KioskLimits(), _ body: @Sendable (Int) async throws -> Void
    ) async throws {
        let kiosk = Kiosk(
            door: TheKey.door, announcer: announcer, recorder: try .passing(), orders: OfficerOrders(), emulation: nil,
            logger: Logger(label: "test"))
        try await kiosk.test(limits) { client in try await body(client.port) }
    }

    private func events(_ count: Int, named name: String, port: Int, after last: String? = nil) async -> [Event] {
        let text = await PlainClient.text(
            port: port, path: "/events", header: last.map { "Last-Event-ID: \($0)" }, until: "event: \(name)", count)
        return text.components(separatedBy: "\n\n").map { block in
            Dictionary(
                block.split(separator: "\n").compactMap { line in
                    line.firstRange(of: ": ").map {
                        (String(line[..<$0.lowerBound]), String(line[$0.upperBound...]))
                    }
                }
            ) { $1 }
        }.filter { $0["event"] == name }
    }

    @Test("A page that connects gets the whole newest screen, numbered, whatever came before")
    func newest() async throws {
        let announcer = Announcer(officer: "officer-7")
        for status in [CaseReply.Status.underReview, .confirmed] {
            announcer.announce(
                .reply(CaseReply(number: 7, hit: UUIDv7(), status: status, reference: "C-1", text: "x\n\ny")))
        }
        try await serve(announcer) { port in
            let event = try #require(await events(1, named: "screen", port: port).first)
            #expect(event["id"] == announcer.screen.identifier.description)
            let screen = try JSONDecoder().decode(Screen.self, from: Data(try #require(event["data"]).utf8))
            #expect(screen == announcer.screen)
            #expect(screen.replies.map(\.status) == [.confirmed, .underReview])
        }
    }

    @Test("A page that comes back gets each screen that it missed, in order, and none twice")
    func missed() async throws {
        let announcer = Announcer()
        let seen = announcer.screen.identifier.description
        for number in 1...3 { announcer.announce(.officer("officer-\(number)")) }
        try await serve(announcer) { port in
            let missed = await events(3, named: "screen", port: port, after: seen)
            #expect(missed.map { $0["id"]?.split(separator: ".").last } == ["2", "3", "4"])
            // Of another start, or no identifier at all: the newest, as for a new page.
            for last in ["\(UUIDv7()).2", "nonsense"] {
                let newest = await events(1, named: "screen", port: port, after: last)
                #expect(newest.map { $0["id"]?.split(separator: ".").last } == ["4"])
            }
        }
    }

    @Test("A page that is up to date hears at once that the station lives, and again after each pause")
    func beat() async throws {
        let announcer = Announcer()
        let newest = announcer.screen.identifier.description
        try await serve(announcer, limits: KioskLimits(beat: .milliseconds(1))) { port in
            let text = await PlainClient.text(
                port: port, path: "/events", header: "Last-Event-ID: \(newest)", until: "event: beat", 5)
            #expect(text.contains("retry: 1000\n"))
            #expect(!text.contains("event: screen"))
        }
    }

    @Test("An officer ends what is shown, reads a reply, and takes over, and every page sees it")
    func acts() async throws {
        let announcer = Announcer(officer: "officer-7")
        let attempt = Stage.Attempt(correlation: UUIDv7(), number: 1)
        announcer.announce(.fingerOn(attempt))
        announcer.announce(.unfinished(.travellerLeft))
        announcer.announce(
            .reply(CaseReply(number: 7, hit: UUIDv7(), status: .confirmed, reference: "C-1", text: "detain")))
        let kiosk = Kiosk(
            door: TheKey.door, announcer: announcer, recorder: try .passing(), orders: OfficerOrders(), emulation: nil,
            logger: Logger(label: "test"))
        try await kiosk.test { client in
            func post(_ path: String, _ body: String) async throws {
                try await client.ask(path, .post, body: ByteBuffer(string: body)) {
                    #expect($0.status == .noContent)
                }
            }
            try await post("/end", #"{"correlation":"\#(UUIDv7())"}"#)
            #expect(announcer.screen.stage == .unfinished(attempt, .travellerLeft))
            try await post("/end", #"{"correlation":"\#(attempt.correlation)"}"#)
            #expect(announcer.screen.stage == .idle)
            try await post("/read", #"{"number":7}"#)
            #expect(announcer.screen.replies.isEmpty)
            try await client.ask("/officer", .put, body: ByteBuffer(string: "officer-8")) {
                #expect($0.status == .noContent)
            }
            #expect(announcer.screen.officer == "officer-8")
        }
    }
}
