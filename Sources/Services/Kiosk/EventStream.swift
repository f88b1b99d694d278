internal import Ground
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle
internal import Station

/// The station's screens as server-sent events (WHATWG HTML, section 9.2); docs/screen.md is their description.
///
/// Each event is a whole ``Screen`` with its number. A page that has lost the connection says which it saw last, and
/// gets those that came since. Between screens a beat tells the page that it is not being lied to by silence.
struct EventStream {
    private enum Piece: Sendable { case screen(Screen), beat }

    private static let beat = "event: beat\ndata: {}\n\n"

    let announcer: Announcer
    /// Time between two beats.
    let beat: Duration
    let clock: any Clock<Duration>
    /// A page has one stream; a browser that reloads it has two for a moment.
    let seats = Seats(8, of: "the screen")

    /// - Parameter last: `Last-Event-ID`; nil, or of another start, for a page that has seen nothing.
    /// - Throws: ``Fault`` `kiosk.busy` when too many listen.
    func response(to request: Request, after last: ScreenIdentifier?) throws(Fault) -> Response {
        let seat = try seats.take()
        let body = ResponseBody { writer in
            defer { withExtendedLifetime(seat) {} }
            // Who has hung up is noticed at once, not when the next piece finds nobody: his place is another's.
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                try await send(to: &writer, after: last)
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
    }

    private func send(to writer: inout any ResponseBodyWriter, after last: ScreenIdentifier?) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (pieces, feed) = AsyncStream.makeStream(of: Piece.self, bufferingPolicy: .bufferingNewest(64))
            group.addTask {
                for await screen in announcer.screens().cancelOnGracefulShutdown() { feed.yield(.screen(screen)) }
                feed.finish()
            }
            group.addTask { while (try? await clock.sleep(for: beat)) != nil { feed.yield(.beat) } }
            defer { group.cancelAll() }
            // The first beat at once: a page that has missed nothing knows that it is back.
            try await writer.write(ByteBuffer(string: "retry: 1000\n\n" + Self.beat))
            var seen = last
            for await piece in pieces {
                switch piece {
                case .beat: try await writer.write(ByteBuffer(string: Self.beat))
                case .screen(let screen):
                    for screen in unseen(after: seen, upTo: screen) {
                        try await writer.write(ByteBuffer(string: Self.text(of: screen)))
                    }
                    seen = screen.identifier
                }
            }
        }
    }

    private func unseen(after last: ScreenIdentifier?, upTo screen: Screen) -> [Screen] {
        guard let last, last != screen.identifier else { return last == nil ? [screen] : [] }
        return announcer.screens(between: last, and: screen.identifier) + [screen]
    }

    /// - Throws: ``Fault`` `json.encode`, which ends the stream: the page then says that the station is lost.
    private static func text(of screen: Screen) throws(Fault) -> String {
        let json = String(decoding: try WireJSON.encode(screen), as: UTF8.self)
        return "id: \(screen.identifier)\nevent: screen\ndata: \(json)\n\n"
    }
}
