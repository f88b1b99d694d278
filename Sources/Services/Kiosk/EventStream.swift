internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle
internal import Station

/// Station events as server-sent events (WHATWG HTML, section 9.2).
enum EventStream {
    static func response(_ events: AsyncStream<StationEvent>) -> Response {
        let body = ResponseBody { writer in
            for await event in events.cancelOnGracefulShutdown() {
                try await writer.write(ByteBuffer(string: "event: \(event.name)\ndata: \(json(event.payload))\n\n"))
            }
            try await writer.finish(nil)
        }
        var headers = HTTPFields()
        headers[.contentType] = "text/event-stream"
        headers[.cacheControl] = "no-store"
        return Response(status: .ok, headers: headers, body: body)
    }

    /// `{"state": …, "lists": …}`.
    static func status(_ events: [StationEvent]) -> Response {
        let members = events.map { "\"\($0.name)\":\(json($0.payload))" }
        var headers = HTTPFields()
        headers[.contentType] = "application/json"
        let text = "{\(members.joined(separator: ","))}\n"
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    private static func json(_ value: any Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}
