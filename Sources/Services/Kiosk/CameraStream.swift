internal import Capture
internal import Foundation
internal import Ground
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle

/// The camera on the officer's page: frames go out as they come, the newest first, and are kept nowhere.
///
/// A browser that does not keep up misses frames; nothing is queued for it.
final class CameraStream: Sendable {
    private static let boundary = "frame"
    private static let patience = Duration.seconds(3)

    private let camera: ManagedCamera
    private let clock: any Clock<Duration>
    /// A page shows one; more are leftovers of pages that are just going away, or too many.
    private let seats = Seats(4, of: "the camera")

    /// - Parameter clock: for how long a frame is waited for.
    init(_ camera: ManagedCamera, clock: any Clock<Duration>) { (self.camera, self.clock) = (camera, clock) }

    func add(to router: some RouterMethods<KioskContext>) {
        router.get("/camera") { request, _ in try self.stream(request) }
        router.get("/camera/frame") { _, _ in try await self.frame() }
    }

    /// Each part replaces the one before (multipart/x-mixed-replace).
    private func stream(_ request: Request) throws -> Response {
        let seat = try seats.take()
        let body = ResponseBody { writer in
            defer { withExtendedLifetime(seat) {} }
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                for await frame in await self.camera.frames().cancelOnGracefulShutdown() {
                    // Without memory for one the next is shown; damaged ones do not come so far.
                    guard let jpeg = try? frame.jpeg() else { continue }
                    var part = ByteBuffer(
                        string:
                            "--\(Self.boundary)\r\nContent-Type: image/jpeg\r\nContent-Length: \(jpeg.count)\r\n\r\n")
                    _ = jpeg.withBytes { part.writeBytes($0) }
                    part.writeString("\r\n")
                    try await writer.write(part)
                }
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: Self.headers("multipart/x-mixed-replace; boundary=\(Self.boundary)"), body: body)
    }

    private func frame() async throws -> Response {
        let seat = try seats.take()
        defer { withExtendedLifetime(seat) {} }
        let jpeg = await withTaskGroup(of: WipingBytes?.self) { group in
            group.addTask {
                for await frame in await self.camera.frames() {
                    if let jpeg = try? frame.jpeg() { return jpeg }
                }
                return nil
            }
            group.addTask { [clock] in
                try? await clock.sleep(for: Self.patience)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        guard let jpeg else { throw HTTPError(.serviceUnavailable, message: "the camera sends no frames; see /status") }
        let body = jpeg.withBytes { ByteBuffer(bytes: $0) }
        return Response(status: .ok, headers: Self.headers("image/jpeg"), body: .init(byteBuffer: body))
    }

    private static func headers(_ type: String) -> HTTPFields {
        var headers = HTTPFields()
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        // No page of another site may show it, not even without reading it.
        headers[.crossOriginResourcePolicy] = "same-origin"
        return headers
    }
}
